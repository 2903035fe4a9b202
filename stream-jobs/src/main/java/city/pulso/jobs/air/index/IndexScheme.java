package city.pulso.jobs.air.index;

import city.pulso.jobs.air.average.RecentHours;
import java.util.List;

/** One authority's way from hourly means to an index and a category. */
public interface IndexScheme {
  /** Value of the {@code scheme} tag: {@code us-epa}. */
  String tag();

  /** Categories, best first; ranks 1, 2, 3 …. */
  List<IndexCategory> categories();

  /** Index of the newest of these hours, by the averages this scheme asks for. */
  AirIndex index(RecentHours hours);
}
