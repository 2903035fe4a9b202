package city.pulso.jobs.registry;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.RegistryEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * {@code city.yaml}: read, checked as a whole, turned into registry entries.
 *
 * <p>Sections: {@code city}, {@code districts}, {@code gateways} (a list, or {@code
 * one-per-district} for {@code gw-DISTRICT} each), {@code stations}, {@code sites}, {@code zones}
 * ({@code bays} as a number or a list, or {@code car-park}), {@code homes}. Left out: a name is the
 * id, a place that of the district, a gateway {@code gw-DISTRICT}, a device the id of its owner
 * ({@code ZONE-b01}, {@code HOME-APPLIANCE}). A gateway's devices follow from those who name it. A
 * plug with an appliance that is not known says itself whether it shows activity.
 *
 * <p>Limits: 4,000,000 characters, 20 levels, 50 aliases.
 */
public final class CityFile {
  private static final int MOST_CHARACTERS = 4_000_000;
  private static final int MOST_LEVELS = 20;
  private static final int MOST_ALIASES = 50;

  private CityFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws CityFileException naming every problem with its line
   */
  public static List<RegistryEntry> read(Path file) throws IOException, CityFileException {
    if (Files.size(file) > MOST_CHARACTERS * 4L) {
      throw single(file.toString(), 1, "longer than " + MOST_CHARACTERS + " characters");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return parse(
          file.toString(),
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw single(file.toString(), 1, "not a text in UTF-8");
    }
  }

  /**
   * Reads text.
   *
   * @param source what it is called in problems
   * @throws CityFileException naming every problem with its line
   */
  public static List<RegistryEntry> parse(String source, String yaml) throws CityFileException {
    if (yaml.length() > MOST_CHARACTERS) {
      throw single(source, 1, "longer than " + MOST_CHARACTERS + " characters");
    }
    Node root = compose(source, yaml);
    Findings findings = new Findings();
    List<RegistryEntry> entries = new CityReader(findings).read(root);
    findings.throwIfAny(source);
    return entries;
  }

  private static Node compose(String source, String yaml) throws CityFileException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setUseMarks(true)
            .setCodePointLimit(MOST_CHARACTERS)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .build();
    try {
      int level = 0;
      for (Event event : new Parse(settings).parseString(yaml)) {
        switch (event.getEventId()) {
          case MappingStart, SequenceStart -> level++;
          case MappingEnd, SequenceEnd -> level--;
          default -> {}
        }
        if (level > MOST_LEVELS) {
          int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
          throw single(source, line, "nested deeper than " + MOST_LEVELS + " levels");
        }
      }
      Optional<Node> root = new Compose(settings).composeString(yaml);
      return root.orElseThrow(() -> single(source, 1, "empty; use city, districts, gateways, ..."));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw single(source, line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw single(source, 1, "not YAML: " + e.getMessage());
    }
  }

  private static CityFileException single(String source, int line, String what) {
    return new CityFileException(source, List.of(new CityFileException.Problem(line, what)));
  }

  /**
   * The retained messages that publish a registry: payload by Topic Name, in the entries' order.
   */
  public static Map<String, byte[]> messages(List<RegistryEntry> entries) {
    Map<String, byte[]> messages = new LinkedHashMap<>();
    for (RegistryEntry entry : entries) {
      messages.put(Topics.registry(entry.getEntryCase(), id(entry)), entry.toByteArray());
    }
    return messages;
  }

  /** Registry id of an entry, whatever its kind. */
  public static String id(RegistryEntry entry) {
    return switch (entry.getEntryCase()) {
      case CITY -> entry.getCity().getId();
      case DISTRICT -> entry.getDistrict().getId();
      case GATEWAY -> entry.getGateway().getId();
      case STATION -> entry.getStation().getId();
      case SITE -> entry.getSite().getId();
      case ZONE -> entry.getZone().getId();
      case HOME -> entry.getHome().getId();
      case ENTRY_NOT_SET ->
          throw new IllegalArgumentException("a registry entry of no known kind has no id");
    };
  }
}
