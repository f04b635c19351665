package dev.tempo.server.environments;

import dev.tempo.python.PythonOptions;
import dev.tempo.python.environment.PipSettings;
import java.util.List;

/**
 * Configures how the server's engine runs Python: each job in an environment of its own, with
 * packages from where the settings say.
 *
 * @param indexUrl the package index; empty for what pip is told on this machine
 * @param extraIndexUrls further indexes
 * @param findLinks a directory or an address with wheels; empty for none
 * @param offline whether no index is asked at all
 * @param conda whether conda's environments are looked for
 */
public record PythonConfig(
    String indexUrl,
    List<String> extraIndexUrls,
    String findLinks,
    boolean offline,
    boolean conda) {

  /** Copies the list. */
  public PythonConfig {
    extraIndexUrls = List.copyOf(extraIndexUrls);
  }

  /**
   * What an engine is told.
   *
   * @throws IllegalArgumentException if an address is none
   */
  public PythonOptions options() {
    return PythonOptions.DEFAULT
        .withIsolation(PythonOptions.Isolation.EACH_JOB)
        .withPip(pip())
        .withConda(conda ? PythonOptions.Conda.DETECT : PythonOptions.Conda.OFF);
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return "PythonSetup[" + pip() + ", conda=" + conda + "]";
  }

  PipSettings pip() {
    PipSettings pip = PipSettings.MACHINE;
    pip = indexUrl.isEmpty() ? pip : pip.withIndexUrl(indexUrl);
    pip = findLinks.isEmpty() ? pip : pip.withFindLinks(findLinks);
    for (String url : extraIndexUrls) {
      pip = pip.withExtraIndexUrl(url);
    }
    return offline ? pip.withScope(PipSettings.Scope.OFFLINE) : pip;
  }
}
