/**
 * Takes alerts and latest state from the broker. The only package that knows the MQTT client.
 *
 * <p>Alerts arrive over a persistent session and are acknowledged after their commit; state arrives
 * over a fresh session, retained, and lives in memory only.
 */
@NullMarked
package city.pulso.alerting.intake;

import org.jspecify.annotations.NullMarked;
