/**
 * Open data: hours of the stations, read from the store and written as CSV or NGSI-LD. Reads only;
 * one thread; a day at a time, so that memory does not grow with what is asked for.
 */
@NullMarked
package city.pulso.standalone.export;

import org.jspecify.annotations.NullMarked;
