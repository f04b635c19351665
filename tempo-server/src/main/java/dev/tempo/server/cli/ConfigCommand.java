package dev.tempo.server.cli;

import dev.tempo.server.settings.SavedSettingsStore;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tempo config}: what is set, by whom, and whether it makes sense. */
@Command(
    name = "config",
    description = "Shows all settings, each with where its value comes from.",
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Check.class},
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  /** Variables with the prefix that belong to the launcher and the build. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("TEMPO_JAVA_OPTS", "TEMPO_BROWSER_TESTS");

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    return show(spec, options);
  }

  /** {@code tempo config show}. */
  @Command(
      name = "show",
      description = "Shows all settings, each with where its value comes from.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SettingsOptions options;

    @Override
    public Integer call() {
      return show(spec, options);
    }
  }

  /** {@code tempo config check}. */
  @Command(
      name = "check",
      description = "Checks the settings; exit code 0 if they make sense, 2 if not.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SettingsOptions options;

    @Override
    public Integer call() {
      Launcher.Options told = options.read();
      SavedSettingsStore.peek(told.sources(), told.databaseFile());
      PrintWriter out = spec.commandLine().getOut();
      unknown(told.sources()).forEach(name -> out.println("Unknown, and left out: " + name));
      out.println("The settings are valid (data in " + told.dataDirectory() + ")");
      return ExitCode.OK;
    }
  }

  private static int show(CommandSpec spec, SettingsOptions options) {
    Launcher.Options told = options.read();
    SettingValues values = SavedSettingsStore.peek(told.sources(), told.databaseFile());
    PrintWriter out = spec.commandLine().getOut();
    for (Setting<?> setting : Settings.all()) {
      out.println(
          "%-24s %-12s %-34s %s"
              .formatted(
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
