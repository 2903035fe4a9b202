/**
 * Elder care: from the power of smart plugs to activity, from activity and heartbeats to what may
 * be said about a home. {@link city.pulso.jobs.eldercare.ElderCareJob} is the job; the rules beside
 * it are plain Java.
 *
 * <p>Absence is decided from evidence, never from silence alone: a home is normal, inactive, or
 * unknown because of something, and unknown is never shown as normal.
 */
@NullMarked
package city.pulso.jobs.eldercare;

import org.jspecify.annotations.NullMarked;
