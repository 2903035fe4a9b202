/**
 * Tells signs and apps by HTTP what the city looks like now. A sign wants the newest state and no
 * history: what waits for it is replaced by what is newer.
 */
@NullMarked
package city.pulso.alerting.sign;

import org.jspecify.annotations.NullMarked;
