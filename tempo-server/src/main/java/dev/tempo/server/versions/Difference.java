package dev.tempo.server.versions;

import dev.tempo.server.http.json.ApiResponse;
import java.util.List;
import java.util.Optional;

/**
 * What changed from one text to another, as the API shows it.
 *
 * @param truncated whether one of the texts is so long that not all of it was compared
 */
public record Difference(int added, int removed, boolean truncated, List<Line> lines)
    implements ApiResponse {

  /** A line, and where it stands in the one and the other. */
  record Line(String kind, String text, Optional<Integer> oldLine, Optional<Integer> newLine)
      implements ApiResponse {}
}
