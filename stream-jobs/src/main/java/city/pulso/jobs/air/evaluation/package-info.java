/**
 * Proof that the rules are right, from files anyone can read: {@link
 * city.pulso.jobs.air.evaluation.VectorCheck} against published and computed test vectors.
 *
 * <p>Reads files, writes nothing, keeps no state between calls; any thread.
 */
@NullMarked
package city.pulso.jobs.air.evaluation;

import org.jspecify.annotations.NullMarked;
