package dev.tempo.server.environments;

import dev.tempo.python.PipSettings;
import dev.tempo.python.PythonOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server's own engine runs Python: each job in an environment of its own, with packages
 * from where its settings say.
 *
 * @param indexUrl the package index; empty for what pip is told on this machine
 * @param extraIndexUrls further indexes
 * @param findLinks a directory or an address with wheels; empty for none
 * @param offline whether no index is asked at all
 * @param conda whether conda's environments are looked for
 */
public record PythonSetup(
    String indexUrl,
    List<String> extraIndexUrls,
    String findLinks,
    boolean offline,
    boolean conda) {

  /** Copies the list. */
  public PythonSetup {
    extraIndexUrls = List.copyOf(extraIndexUrls);
  }

  /** As the variables {@code TEMPO_PIP_…} and {@code TEMPO_CONDA_AUTO_DETECT} say. */
  public static PythonSetup of(Map<String, String> variables) {
    return new PythonSetup(
        text(variables, "TEMPO_PIP_INDEX_URL"),
        Arrays.stream(text(variables, "TEMPO_PIP_EXTRA_INDEX_URL").split("[,\\s]+"))
            .filter(url -> !url.isEmpty())
            .toList(),
        text(variables, "TEMPO_PIP_FIND_LINKS"),
        flag(variables, "TEMPO_PIP_OFFLINE", false),
        flag(variables, "TEMPO_CONDA_AUTO_DETECT", true));
  }

  /**
   * What an engine is told.
   *
   * @throws IllegalArgumentException if an address is none
   */
  public PythonOptions options() {
    return PythonOptions.DEFAULT
        .isolation(PythonOptions.Isolation.EACH_JOB)
        .pip(pip())
        .conda(conda ? PythonOptions.Conda.DETECT : PythonOptions.Conda.OFF);
  }

  PipSettings pip() {
    PipSettings pip = PipSettings.MACHINE;
    pip = indexUrl.isEmpty() ? pip : pip.indexUrl(indexUrl);
    pip = findLinks.isEmpty() ? pip : pip.findLinks(findLinks);
    for (String url : extraIndexUrls) {
      pip = pip.extraIndexUrl(url);
    }
    return offline ? pip.scope(PipSettings.Scope.OFFLINE) : pip;
  }

  private static String text(Map<String, String> variables, String name) {
    return variables.getOrDefault(name, "").strip();
  }

  private static boolean flag(Map<String, String> variables, String name, boolean otherwise) {
    Optional<String> value = Optional.of(text(variables, name)).filter(text -> !text.isEmpty());
    return value.map(text -> List.of("true", "1", "yes", "on").contains(text)).orElse(otherwise);
  }
}
