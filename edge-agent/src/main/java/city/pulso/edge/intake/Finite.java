package city.pulso.edge.intake;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for numbers that are none. */
final class Finite {
  private Finite() {}

  /** A number that is none, and where it is. */
  record Violation(String field, double value) {}

  /** The first NaN or infinite number in a message. */
  static Optional<Violation> violation(Message message) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      List<?> values = entry.getValue() instanceof List<?> list ? list : List.of(entry.getValue());
      for (Object value : values) {
        if (value instanceof Double number && !Double.isFinite(number)) {
          return Optional.of(new Violation(field.getName(), number));
        }
        if (value instanceof Message inner) {
          Optional<Violation> found = violation(inner);
          if (found.isPresent()) {
            String path = field.getName() + "." + found.get().field();
            return Optional.of(new Violation(path, found.get().value()));
          }
        }
      }
    }
    return Optional.empty();
  }
}
