/** Who is told: from an alert's audience, kind and severity to the names of receivers. */
@NullMarked
package city.pulso.alerting.route;

import org.jspecify.annotations.NullMarked;
