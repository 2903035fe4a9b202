package city.pulso.jobs.air.episode;

import static city.pulso.jobs.air.average.HourBucket.HOUR_MS;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest hours of a station or site, and where its episodes stood before them. Episodes are
 * always judged from these hours anew: hours that come late, or change, lead to where they would
 * have led in time. Immutable.
 *
 * @param hours by start of the hour, Unix milliseconds; at most {@link #KEPT_HOURS} before the
 *     newest
 * @param before where each group's episode stood before the first of them
 */
public record EpisodeTrack(NavigableMap<Long, JudgedHour> hours, Map<Group, Episode> before) {
  /** Hours for which late data can change an alert. */
  public static final int KEPT_HOURS = 48;

  /** Nothing heard. */
  public static final EpisodeTrack EMPTY = new EpisodeTrack(new TreeMap<>(), Map.of());

  private static final long KEPT_MS = KEPT_HOURS * HOUR_MS;

  public EpisodeTrack {
    hours = Collections.unmodifiableNavigableMap(new TreeMap<>(hours));
    Map<Group, Episode> copy = new EnumMap<>(Group.class);
    copy.putAll(before);
    before = Collections.unmodifiableMap(copy);
  }

  /** With these hours, new or said again; one older than what is kept changes nothing. */
  public EpisodeTrack with(List<JudgedHour> more, AlertLevels levels) {
    NavigableMap<Long, JudgedHour> all = new TreeMap<>(hours);
    for (JudgedHour hour : more) {
      if (hours.isEmpty() || hour.hourMs() >= hours.firstKey()) {
        all.put(hour.hourMs(), hour);
      }
    }
    if (all.isEmpty() || all.lastKey() - all.firstKey() <= KEPT_MS) {
      return new EpisodeTrack(all, before);
    }
    long first = all.ceilingKey(all.lastKey() - KEPT_MS);
    Map<Group, Episode> folded = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      folded.put(group, judge(group, levels, all.headMap(first, false), first));
    }
    return new EpisodeTrack(all.tailMap(first, true), folded);
  }

  /** Where a group's episode stands after the newest hour. */
  public Episode episode(Group group, AlertLevels levels) {
    return hours.isEmpty()
        ? before.getOrDefault(group, Episode.NONE)
        : judge(group, levels, hours, hours.lastKey() + HOUR_MS);
  }

  /** The newest hour; null: none. */
  public @Nullable JudgedHour newest() {
    return hours.isEmpty() ? null : hours.lastEntry().getValue();
  }

  /** The newest hour with an index; null: none. */
  public @Nullable JudgedHour newestKnown() {
    for (JudgedHour hour : hours.descendingMap().values()) {
      if (hour.rank() > 0) {
        return hour;
      }
    }
    return null;
  }

  /** Hours said since the newest with an index. */
  public int unheardHours() {
    JudgedHour newest = newest();
    JudgedHour known = newestKnown();
    if (newest == null) {
      return 0;
    }
    return known == null ? hours.size() : (int) ((newest.hourMs() - known.hourMs()) / HOUR_MS);
  }

  /** An hour that nobody said is one without data. */
  private Episode judge(
      Group group, AlertLevels levels, NavigableMap<Long, JudgedHour> said, long untilMs) {
    EpisodeRule rule = new EpisodeRule(levels.of(group));
    Episode episode = before.getOrDefault(group, Episode.NONE);
    if (said.isEmpty()) {
      return episode;
    }
    long first = Math.max(said.firstKey(), untilMs - KEPT_MS - HOUR_MS);
    for (JudgedHour early : said.headMap(first, false).values()) {
      episode = rule.next(episode, early.hourMs(), early.rank(), early.ownRank());
    }
    for (long hourMs = first; hourMs < untilMs; hourMs += HOUR_MS) {
      JudgedHour hour = said.get(hourMs);
      episode =
          hour == null
              ? rule.next(episode, hourMs, 0, 0)
              : rule.next(episode, hourMs, hour.rank(), hour.ownRank());
    }
    return episode;
  }
}
