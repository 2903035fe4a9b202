package city.pulso.edge.intake;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for numbers that are none. */
final class Finite {
  private Finite() {}

  /** Path of the first NaN or infinite number in a message. */
  static Optional<String> violation(Message message) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      List<?> values = entry.getValue() instanceof List<?> list ? list : List.of(entry.getValue());
      for (Object value : values) {
        if (value instanceof Double number && !Double.isFinite(number)) {
          return Optional.of(field.getName() + " is " + number);
        }
        if (value instanceof Message inner) {
          Optional<String> found = violation(inner);
          if (found.isPresent()) {
            return Optional.of(field.getName() + "." + found.get());
          }
        }
      }
    }
    return Optional.empty();
  }
}
