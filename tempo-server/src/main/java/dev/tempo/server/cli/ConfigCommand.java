package dev.tempo.server.cli;

import dev.tempo.server.settings.MachineChecks;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code tempo config}: what is set, by whom, and whether it makes sense. */
@Command(
    name = "config",
    description = "Shows all settings, each with where its value comes from.",
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Check.class})
final class ConfigCommand extends SettingsCommand {
  /** Variables with the prefix that belong to the launcher and the build. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("TEMPO_JAVA_OPTS", "TEMPO_BROWSER_TESTS", "TEMPO_FOUND_LC_ALL");

  @Override
  public Integer call() {
    return show(this);
  }

  /** {@code tempo config show}. */
  @Command(name = "show", description = "Shows all settings, each with where its value comes from.")
  static final class Show extends SettingsCommand {
    @Override
    public Integer call() {
      return show(this);
    }
  }

  /** {@code tempo config check}. */
  @Command(
      name = "check",
      description = {
        "Checks the settings, and whether this machine can do what they say;",
        "exit code 0 if they make sense, 2 if not."
      })
  static final class Check extends SettingsCommand {
    @Override
    public Integer call() {
      ServerLauncher.Options told = run();
      MachineChecks.check(peek(told), told.dataDirectory());
      PrintWriter out = out();
      unknown(told.sources()).forEach(name -> out.println("Unknown, and left out: " + name));
      out.println("The settings are valid (data in " + told.dataDirectory() + ")");
      return ExitCode.OK;
    }
  }

  private static int show(SettingsCommand command) {
    ServerLauncher.Options told = command.run();
    SettingValues values = command.peek(told);
    PrintWriter out = command.out();
    for (Setting<?> setting : Settings.all()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-24s %-12s %-34s %s",
              setting.name(),
              values.origin(setting).label(),
              setting.variable(),
              values.text(setting)));
    }
    return ExitCode.OK;
  }

  private static Set<String> unknown(SettingSources sources) {
    Set<String> names =
        sources.environment().keySet().stream()
            .filter(name -> name.startsWith("TEMPO_"))
            .collect(Collectors.toCollection(TreeSet::new));
    Settings.all().forEach(setting -> names.remove(setting.variable()));
    names.removeAll(OTHER_VARIABLES);
    return names;
  }
}
