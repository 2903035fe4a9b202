package city.pulso.jobs.eldercare;

/** What may be said about a home. It is always exactly one of these. */
sealed interface Verdict {

  /** Words of the latest state and of the store. */
  String state();

  /** Why it is unknown; empty otherwise. */
  String because();

  /** 0 = unknown, 1 = normal, 2 = inactive. */
  int rank();

  /** There was activity within the limit, and the home's plugs are heard. */
  record Normal() implements Verdict {
    @Override
    public String state() {
      return "normal";
    }

    @Override
    public String because() {
      return "";
    }

    @Override
    public int rank() {
      return 1;
    }
  }

  /**
   * Reports prove that there was no activity for longer than the limit.
   *
   * @param sinceMs when the limit was crossed, event time
   */
  record Inactive(long sinceMs) implements Verdict {
    @Override
    public String state() {
      return "inactive";
    }

    @Override
    public String because() {
      return "";
    }

    @Override
    public int rank() {
      return 2;
    }
  }

  /**
   * Nothing may be concluded. A later reason inhibits the earlier ones.
   *
   * @param sinceMs since when, event time
   */
  record Unknown(Reason reason, long sinceMs) implements Verdict {
    @Override
    public String state() {
      return "unknown";
    }

    @Override
    public String because() {
      return reason.word;
    }

    @Override
    public int rank() {
      return 0;
    }
  }

  /** Why nothing may be concluded. */
  enum Reason {
    NEVER_HEARD("never-heard"),
    PLUG_SILENT("plug-silent"),
    GATEWAY_OFFLINE("gateway-offline"),
    PIPELINE_LATE("pipeline-late");

    final String word;

    Reason(String word) {
      this.word = word;
    }
  }
}
