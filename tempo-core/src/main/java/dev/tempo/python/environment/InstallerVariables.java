package dev.tempo.python.environment;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment in which pip or uv runs: what it inherits, then the settings. By pip's user
 * guide, "Configuration", and uv's reference of environment variables.
 */
final class InstallerVariables {
  private static final Set<String> PROXIES =
      Set.of("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY");
  private static final Set<String> PREFIXES = Set.of("PIP_", "UV_");

  /** They would make the installer fill something else. */
  private static final Set<String> ASTRAY =
      Set.of("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "UV_PYTHON");

  private final PipSettings settings;
  private final Map<String, String> variables;

  private InstallerVariables(Map<String, String> inherited, PipSettings settings) {
    this.settings = settings;
    this.variables = new TreeMap<>(inherited);
  }

  /** All variables for an installer; holds credentials. */
  static Map<String, String> of(Map<String, String> inherited, PipSettings settings) {
    InstallerVariables variables = new InstallerVariables(inherited, settings);
    variables
        .variables
        .keySet()
        .removeIf(name -> name.startsWith("PYTHON") || ASTRAY.contains(name));
    if (settings.scope() != PipSettings.Scope.MACHINE) {
      variables.forgetMachine();
    }
    variables.addPip();
    variables.addUv();
    variables.addProxy();
    return variables.variables;
  }

  private void forgetMachine() {
    variables
        .keySet()
        .removeIf(name -> PROXIES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith));
    variables.put("PIP_CONFIG_FILE", java.io.File.separatorChar == '\\' ? "nul" : "/dev/null");
    variables.put("UV_NO_CONFIG", "1");
  }

  private void addPip() {
    variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    variables.put("PIP_NO_INPUT", "1");
    variables.put("PIP_NO_COLOR", "1");
    variables.put("PIP_PROGRESS_BAR", "off");
    variables.put("PIP_USER", "0");
    variables.putIfAbsent("PIP_RETRIES", "2");
    variables.putIfAbsent("PIP_ROOT_USER_ACTION", "ignore");
    settings.indexUrl().ifPresent(url -> variables.put("PIP_INDEX_URL", url));
    put("PIP_EXTRA_INDEX_URL", settings.extraIndexUrls().stream());
    put("PIP_FIND_LINKS", settings.findLinks().stream());
    settings.proxy().ifPresent(url -> variables.put("PIP_PROXY", url));
    if (settings.scope() == PipSettings.Scope.OFFLINE) {
      variables.put("PIP_NO_INDEX", "1");
    }
  }

  private void addUv() {
    variables.put("UV_NO_PROGRESS", "1");
    variables.put("UV_PYTHON_DOWNLOADS", "never");
    settings.indexUrl().ifPresent(url -> variables.put("UV_DEFAULT_INDEX", url));
    put("UV_INDEX", settings.extraIndexUrls().stream());
    put("UV_FIND_LINKS", settings.findLinks().stream());
    if (settings.scope() == PipSettings.Scope.OFFLINE) {
      variables.put("UV_OFFLINE", "1");
    }
  }

  private void addProxy() {
    settings
        .proxy()
        .ifPresent(
            url -> {
              variables.put("HTTP_PROXY", url);
              variables.put("HTTPS_PROXY", url);
            });
  }

  private void put(String name, Stream<String> values) {
    String joined = values.collect(Collectors.joining(name.equals("UV_FIND_LINKS") ? "," : " "));
    if (!joined.isEmpty()) {
      variables.put(name, joined);
    }
  }
}
