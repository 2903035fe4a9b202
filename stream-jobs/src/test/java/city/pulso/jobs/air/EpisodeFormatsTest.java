package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.EpisodeFormats.Watched;
import city.pulso.jobs.air.SubjectNews.About;
import city.pulso.jobs.air.advisory.DistrictTrack;
import city.pulso.jobs.air.advisory.KoreanAdvisory;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.schemas.v1.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * State of alerts as an earlier release wrote it, one file per type and version: read for ever. A
 * new version adds files; {@code -Dpulso.golden.write=true} writes missing ones.
 */
class EpisodeFormatsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final long T0 = 1_494_000_000_000L;
  private static final About ABOUT =
      new About("Colegio", "lince", "school", "Mo-Fr 07:45-15:30", -12.05, -77.04);
  private static final JudgedHour HOUR =
      new JudgedHour(
          T0,
          2,
          3,
          4,
          "unhealthy-sensitive",
          "pm2_5",
          "not-enough-hours",
          List.of(new JudgedHour.Figure("aqi", 120, "1")),
          List.of(new JudgedHour.Support("st-1", 742.5)));

  @Test
  void what_was_said_of_a_subject_is_read() throws IOException {
    check(
        "air-news-v1",
        EpisodeFormats.NEWS,
        new SubjectNews(SubjectNews.Kind.SITE, "s", false, ABOUT, List.of(HOUR)));
    check(
        "air-news-gone-v1",
        EpisodeFormats.NEWS,
        SubjectNews.removed(SubjectNews.Kind.STATION, "st-1", "lince"));
  }

  @Test
  void what_is_watched_is_read() throws IOException {
    Episode episode = new Episode(true, T0, 0, 3, T0 - 1, 2, 1);
    check(
        "air-watched-v1",
        EpisodeFormats.WATCHED,
        new Watched(
            ABOUT,
            new EpisodeTrack(new TreeMap<>(Map.of(T0, HOUR)), Map.of(Group.EVERYBODY, episode))));
  }

  @Test
  void where_a_station_stands_is_read() throws IOException {
    Alert wanted = Alert.newBuilder().setKind("air-sensitive").setSubject("st-1").build();
    check(
        "air-standing-v1",
        EpisodeFormats.STANDING,
        new StationStanding("st-1", false, T0, T0 - 5, List.of(wanted)));
  }

  @Test
  void what_a_districts_stations_said_is_read() throws IOException {
    check(
        "air-district-v1",
        AdvisoryFormats.TRACK,
        new DistrictTrack(
            new TreeMap<>(Map.of(T0, new TreeMap<>(Map.of("st-1", Map.of(Pollutant.PM10, 170.5))))),
            Map.of(
                Pollutant.O3,
                new DistrictTrack.InForce(
                    new KoreanAdvisory(KoreanAdvisory.Stage.WARNING, 3, 1), T0, T0 - 5))));
  }

  @Test
  void every_serializer_is_restored_from_what_a_savepoint_keeps_of_it() throws Exception {
    for (TypeInformation<?> type :
        List.of(
            EpisodeFormats.NEWS,
            EpisodeFormats.WATCHED,
            EpisodeFormats.STANDING,
            AdvisoryFormats.TRACK)) {
      TypeSerializer<?> serializer = type.createSerializer(new SerializerConfigImpl());
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
      TypeSerializerSnapshot<?> read =
          TypeSerializerSnapshot.readVersionedSnapshot(
              new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
      assertThat(read.restoreSerializer()).isEqualTo(serializer);
    }
  }

  private static <T> void check(String name, TypeInformation<T> type, T value) throws IOException {
    TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
    Path file = GOLDEN.resolve(name + ".hex");
    if (Boolean.getBoolean("pulso.golden.write") && !Files.exists(file)) {
      DataOutputSerializer out = new DataOutputSerializer(256);
      serializer.serialize(value, out);
      Files.writeString(file, HexFormat.of().formatHex(out.getCopyOfBuffer()) + "\n");
    }
    byte[] bytes = HexFormat.of().parseHex(Files.readString(file).strip());
    assertThat(serializer.deserialize(new DataInputDeserializer(bytes))).isEqualTo(value);
  }
}
