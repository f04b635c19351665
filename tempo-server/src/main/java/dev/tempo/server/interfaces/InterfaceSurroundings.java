package dev.tempo.server.interfaces;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunSurroundings;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.LogoFile;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.task.Arguments;
import dev.tempo.task.ParameterStyle;
import dev.tempo.task.ScriptTask;
import dev.tempo.webapp.PortPool;
import dev.tempo.webapp.WebApps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;

/**
 * Tells scripts how the product calls itself and looks, and those that serve a page the seven
 * arguments that each gets, whatever its parameters. Thread-safe.
 */
final class InterfaceSurroundings implements RunSurroundings {
  private static final String THEME = "TEMPO_THEME";
  private static final String LEVEL = "user-level";
  private static final String LEVEL_VARIABLE = "TEMPO_USER_LEVEL";
  private static final List<String> ARGUMENTS =
      List.of(
          "data-dir", LEVEL, "port", "project-id", "project-name", PageTheme.PARAMETER, "language");

  private final RunSurroundings others;
  private final WebApps apps;
  private final SettingsService settings;
  private final LogoFile logo;
  private final PortPool ports;
  private final Function<UUID, Optional<OptionalInt>> pages;

  /**
   * Which jobs have pages.
   *
   * @param ports out of which they get one
   * @param preferred the port that a job's page prefers, if any; empty for a job without a page
   */
  record Pages(PortPool ports, Function<UUID, Optional<OptionalInt>> preferred) {}

  /**
   * Beside what else tells scripts of their surroundings.
   *
   * @param others give the project, the language and the theme as variables
   * @param logo what is shown to people
   * @param pages which jobs have pages
   */
  InterfaceSurroundings(
      RunSurroundings others, WebApps apps, SettingsService settings, LogoFile logo, Pages pages) {
    this.others = others;
    this.apps = apps;
    this.settings = settings;
    this.logo = logo;
    this.ports = pages.ports();
    this.pages = pages.preferred();
  }

  /**
   * What the run of a page gets by its request: no other values for what each page is told, but the
   * level of a key that may do less than its account, and the theme in which it is opened.
   */
  static Arguments arguments(Arguments parameters, Caller caller, Optional<PageTheme> theme) {
    Arguments own = parameters.without(ARGUMENTS);
    if (caller.isLesser()) {
      own = own.with(LEVEL, caller.role().label());
    }
    return theme.isPresent() ? own.with(PageTheme.PARAMETER, theme.get().toString()) : own;
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
    if (port.isEmpty()) {
      return new Additions(
          usualArguments(job, run, known, variables), variables, known.secretVariables());
    }
    variables.computeIfPresent(LEVEL_VARIABLE, (name, level) -> level(run, level));
    PageTheme.of(run).ifPresent(theme -> variables.put(THEME, theme.toString()));
    return new Additions(
        arguments(variables, port.getLast(), options(job, run)),
        variables,
        known.secretVariables());
  }

  /**
   * A script that is written for a page gets what it expects also where it is just run. Nobody
   * keeps the port for it, as there is no page by which it could be reached.
   */
  private List<String> usualArguments(
      Job job, Run run, Additions known, Map<String, String> variables) {
    Optional<OptionalInt> preferred = pages.apply(job.id());
    OptionalInt port = preferred.map(ports::takeLowest).orElseGet(OptionalInt::empty);
    port.ifPresent(ports::release);
    if (port.isEmpty()) {
      return known.arguments();
    }
    List<String> arguments = new ArrayList<>();
    for (String name : ARGUMENTS) {
      String value = value(name, variables, Integer.toString(port.getAsInt()));
      if (!value.isEmpty() && !run.parameters().containsKey(name)) {
        arguments.addAll(List.of("--" + name, value));
      }
    }
    return arguments;
  }

  private static String value(String name, Map<String, String> variables, String port) {
    String variable = "TEMPO_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    return name.equals("port") ? port : variables.getOrDefault(variable, "");
  }

  /** The account's level, or that of the key that has opened the page, if that is lesser. */
  private static String level(Run run, String ofAccount) {
    return Optional.ofNullable(run.parameters().get(LEVEL))
        .flatMap(Role::named)
        .map(named -> Role.lesser(named, Role.named(ofAccount).orElseThrow()).label())
        .orElse(ofAccount);
  }

  /** Scripts know light and dark; what follows the system is light unless all are dark. */
  private String shown(String theme) {
    String wanted = theme.equals("system") ? settings.get(Settings.DEFAULT_THEME) : theme;
    return wanted.equals("system") ? "light" : wanted;
  }

  /** What stands on the command line already, as {@code --name value}. */
  private static Map<String, String> options(Job job, Run run) {
    Map<String, String> options = new HashMap<>(run.parameters());
    if (job.task() instanceof ScriptTask script) {
      options.keySet().removeIf(name -> script.settings().style(name) != ParameterStyle.OPTION);
    }
    return options;
  }

  private static List<String> arguments(
      Map<String, String> variables, String port, Map<String, String> present) {
    List<String> arguments = new ArrayList<>();
    for (String name : ARGUMENTS) {
      String value = value(name, variables, port);
      if (!value.equals(present.get(name))) {
        arguments.add("--" + name);
        arguments.add(value);
      }
    }
    return arguments;
  }
}
