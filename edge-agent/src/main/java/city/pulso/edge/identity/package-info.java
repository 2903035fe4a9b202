/**
 * Who may speak for which device: PSK identities and certificate subjects from the keys file, and
 * the devices each is bound to. Door: {@link city.pulso.edge.identity.Identities}.
 *
 * <p>Reads its file when it is told to; no threads of its own. A key is in memory and in its file,
 * never in a log, an exception, a metric or on the broker.
 */
@NullMarked
package city.pulso.edge.identity;

import org.jspecify.annotations.NullMarked;
