/** Notification by e-mail over SMTP, plain text. */
@NullMarked
package city.pulso.alerting.notify.mail;

import org.jspecify.annotations.NullMarked;
