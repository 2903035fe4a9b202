package city.pulso.edge.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param section key path of the section, empty: the root
 * @param key the key in it; empty: the section as a whole
 * @param what what is wrong and what is accepted
 */
record Problem(String section, String key, String what) {
  @Override
  public String toString() {
    String dot = section.isEmpty() || key.isEmpty() ? "" : ".";
    return section + dot + key + ": " + what;
  }
}
