package city.pulso.jobs.air;

import city.pulso.jobs.air.SubjectNews.About;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.episode.JudgedHour.Figure;
import city.pulso.jobs.air.episode.JudgedHour.Support;
import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import city.pulso.schemas.v1.Alert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Byte formats of what alerts are judged from. Enums go by ordinal: append only. */
final class EpisodeFormats {
  static final TypeInformation<SubjectNews> NEWS =
      FormatType.of(SubjectNews.class, new NewsFormat());
  static final TypeInformation<Watched> WATCHED = FormatType.of(Watched.class, new WatchedFormat());
  static final TypeInformation<StationStanding> STANDING =
      FormatType.of(StationStanding.class, new StandingFormat());

  private static final Group[] GROUPS = Group.values();
  private static final SubjectNews.Kind[] KINDS = SubjectNews.Kind.values();

  private EpisodeFormats() {}

  /**
   * A station or site and its hours, as state.
   *
   * @param about what the registry says
   * @param track its hours
   */
  record Watched(About about, EpisodeTrack track) {
    /** Not heard of. */
    static final Watched NONE = new Watched(About.NONE, EpisodeTrack.EMPTY);
  }

  /** News, version 1. */
  static final class NewsFormat implements Format<SubjectNews> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(SubjectNews news, DataOutputView out) throws IOException {
      out.writeByte(news.kind().ordinal());
      out.writeUTF(news.id());
      out.writeBoolean(news.removed());
      About about = news.about();
      out.writeBoolean(about != null);
      if (about != null) {
        writeAbout(about, out);
      }
      writeHours(news.hours(), out);
    }

    @Override
    public SubjectNews read(int version, DataInputView in) throws IOException {
      return new SubjectNews(
          KINDS[in.readByte()],
          in.readUTF(),
          in.readBoolean(),
          in.readBoolean() ? readAbout(in) : null,
          readHours(in));
    }
  }

  /** A station or site and its hours, version 1. */
  static final class WatchedFormat implements Format<Watched> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(Watched watched, DataOutputView out) throws IOException {
      writeAbout(watched.about(), out);
      writeHours(List.copyOf(watched.track().hours().values()), out);
      out.writeByte(watched.track().before().size());
      for (Map.Entry<Group, Episode> group : watched.track().before().entrySet()) {
        out.writeByte(group.getKey().ordinal());
        writeEpisode(group.getValue(), out);
      }
    }

    @Override
    public Watched read(int version, DataInputView in) throws IOException {
      About about = readAbout(in);
      TreeMap<Long, JudgedHour> hours = new TreeMap<>();
      readHours(in).forEach(hour -> hours.put(hour.hourMs(), hour));
      int count = in.readByte();
      Map<Group, Episode> before = new EnumMap<>(Group.class);
      for (int i = 0; i < count; i++) {
        before.put(GROUPS[in.readByte()], readEpisode(in));
      }
      return new Watched(about, new EpisodeTrack(hours, before));
    }
  }

  /** A station's standing, version 1. */
  static final class StandingFormat implements Format<StationStanding> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(StationStanding standing, DataOutputView out) throws IOException {
      out.writeUTF(standing.station());
      out.writeBoolean(standing.removed());
      out.writeLong(standing.hourMs());
      out.writeLong(standing.knownMs());
      out.writeByte(standing.wanted().size());
      for (Alert alert : standing.wanted()) {
        byte[] bytes = alert.toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    }

    @Override
    public StationStanding read(int version, DataInputView in) throws IOException {
      String station = in.readUTF();
      boolean removed = in.readBoolean();
      long hourMs = in.readLong();
      long knownMs = in.readLong();
      int count = in.readByte();
      List<Alert> wanted = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        wanted.add(Alert.parseFrom(bytes));
      }
      return new StationStanding(station, removed, hourMs, knownMs, wanted);
    }
  }

  private static void writeAbout(About about, DataOutputView out) throws IOException {
    out.writeUTF(about.name());
    out.writeUTF(about.district());
    out.writeUTF(about.siteKind());
    out.writeUTF(about.openingHours());
    out.writeDouble(about.latitude());
    out.writeDouble(about.longitude());
  }

  private static About readAbout(DataInputView in) throws IOException {
    return new About(
        in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readDouble(), in.readDouble());
  }

  private static void writeHours(List<JudgedHour> hours, DataOutputView out) throws IOException {
    out.writeInt(hours.size());
    for (JudgedHour hour : hours) {
      out.writeLong(hour.hourMs());
      out.writeInt(hour.revision());
      out.writeByte(hour.rank());
      out.writeByte(hour.ownRank());
      out.writeUTF(hour.category());
      out.writeUTF(hour.pollutant());
      out.writeUTF(hour.noData());
      out.writeByte(hour.figures().size());
      for (Figure figure : hour.figures()) {
        out.writeUTF(figure.name());
        out.writeDouble(figure.value());
        out.writeUTF(figure.unit());
      }
      out.writeByte(hour.stations().size());
      for (Support station : hour.stations()) {
        out.writeUTF(station.station());
        out.writeDouble(station.metres());
      }
    }
  }

  private static List<JudgedHour> readHours(DataInputView in) throws IOException {
    int size = in.readInt();
    List<JudgedHour> hours = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      long hourMs = in.readLong();
      int revision = in.readInt();
      int rank = in.readByte();
      int ownRank = in.readByte();
      String category = in.readUTF();
      String pollutant = in.readUTF();
      String noData = in.readUTF();
      int figureCount = in.readByte();
      List<Figure> figures = new ArrayList<>(figureCount);
      for (int k = 0; k < figureCount; k++) {
        figures.add(new Figure(in.readUTF(), in.readDouble(), in.readUTF()));
      }
      int stationCount = in.readByte();
      List<Support> stations = new ArrayList<>(stationCount);
      for (int k = 0; k < stationCount; k++) {
        stations.add(new Support(in.readUTF(), in.readDouble()));
      }
      hours.add(
          new JudgedHour(
              hourMs, revision, rank, ownRank, category, pollutant, noData, figures, stations));
    }
    return hours;
  }

  private static void writeEpisode(Episode episode, DataOutputView out) throws IOException {
    out.writeBoolean(episode.open());
    out.writeLong(episode.openedAtMs());
    out.writeLong(episode.clearedAtMs());
    out.writeByte(episode.peakRank());
    out.writeLong(episode.badSinceMs());
    out.writeInt(episode.badHours());
    out.writeInt(episode.betterHours());
  }

  private static Episode readEpisode(DataInputView in) throws IOException {
    return new Episode(
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readByte(),
        in.readLong(),
        in.readInt(),
        in.readInt());
  }
}
