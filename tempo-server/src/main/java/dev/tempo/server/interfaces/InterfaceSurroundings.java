package dev.tempo.server.interfaces;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunSurroundings;
import dev.tempo.server.settings.LogoFile;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.webapp.WebApps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells scripts how the product calls itself and looks, and those that serve a page the seven
 * arguments that each gets, whatever its parameters. Thread-safe.
 */
final class InterfaceSurroundings implements RunSurroundings {
  private static final String THEME = "TEMPO_THEME";
  private static final List<String> ARGUMENTS =
      List.of("data-dir", "user-level", "port", "project-id", "project-name", "theme", "language");

  private final RunSurroundings others;
  private final WebApps apps;
  private final SettingsService settings;
  private final LogoFile logo;

  /**
   * Beside what else tells scripts of their surroundings.
   *
   * @param others give the project, the language and the theme as variables
   * @param logo what is shown to people
   */
  InterfaceSurroundings(
      RunSurroundings others, WebApps apps, SettingsService settings, LogoFile logo) {
    this.others = others;
    this.apps = apps;
    this.settings = settings;
    this.logo = logo;
  }

  @Override
  public Additions of(Job job, Run run) {
    Additions known = others.of(job, run);
    Map<String, String> variables = new HashMap<>(known.variables());
    variables.computeIfPresent(THEME, (name, theme) -> shown(theme));
    variables.put("TEMPO_PRODUCT_NAME", settings.get(Settings.PRODUCT_NAME));
    String colour = settings.get(Settings.ACCENT_COLOR);
    if (!colour.isEmpty()) {
      variables.put("TEMPO_ACCENT_COLOR", colour);
    }
    logo.forScripts(Settings.LOGO_PATH)
        .ifPresent(file -> variables.put("TEMPO_LOGO_PATH", file.toString()));
    logo.forScripts(Settings.LOGO_PATH_DARK)
        .ifPresent(file -> variables.put("TEMPO_LOGO_PATH_DARK", file.toString()));
    List<String> port = apps.of(job, run).arguments();
    return new Additions(
        port.isEmpty() ? known.arguments() : arguments(variables, port.getLast()),
        variables,
        known.secretVariables());
  }

  /** Scripts know light and dark; what follows the system is light unless all are dark. */
  private String shown(String theme) {
    String wanted = theme.equals("system") ? settings.get(Settings.DEFAULT_THEME) : theme;
    return wanted.equals("system") ? "light" : wanted;
  }

  private static List<String> arguments(Map<String, String> variables, String port) {
    List<String> arguments = new ArrayList<>();
    for (String name : ARGUMENTS) {
      String variable = "TEMPO_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
      arguments.add("--" + name);
      arguments.add(name.equals("port") ? port : variables.getOrDefault(variable, ""));
    }
    return arguments;
  }
}
