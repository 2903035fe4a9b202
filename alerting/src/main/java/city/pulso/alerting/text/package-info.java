/** Words in Spanish, Korean and English for alerts, units and the console. */
@NullMarked
package city.pulso.alerting.text;

import org.jspecify.annotations.NullMarked;
