/**
 * Recorded city data as devices would have sent it.
 *
 * <p>Values are the publishers' own, defects included: sentinels, negatives, duplicates, backward
 * steps and words such as "closed" are passed on; judging them is the pipeline's task. What is not
 * a value ({@code NA}, an empty field) is not reported; a row without any value makes no message
 * and is counted.
 *
 * <p>Each recording is shifted as a whole by whole weeks (in UTC), so that weekday and local time
 * of day stay what they were, up to a change of daylight-saving time between the two dates.
 */
@NullMarked
package city.pulso.simulator.replay;

import org.jspecify.annotations.NullMarked;
