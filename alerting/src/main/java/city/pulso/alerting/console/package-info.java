/**
 * The web console: live page, history, acknowledgement. Server-rendered HTML, pushed as fragments
 * over server-sent events.
 *
 * <p>Threads: requests on Jetty's threads, pushes on the feed's own; a slow browser delays only
 * itself.
 */
@NullMarked
package city.pulso.alerting.console;

import org.jspecify.annotations.NullMarked;
