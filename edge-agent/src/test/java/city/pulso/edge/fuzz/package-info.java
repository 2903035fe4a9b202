/** Fuzzing of everything that takes bytes from strangers. */
package city.pulso.edge.fuzz;
