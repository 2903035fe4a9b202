/** Notification by HTTP POST of JSON. */
@NullMarked
package city.pulso.alerting.notify.webhook;

import org.jspecify.annotations.NullMarked;
