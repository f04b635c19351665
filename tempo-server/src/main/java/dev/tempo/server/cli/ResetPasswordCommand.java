package dev.tempo.server.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tempo reset-password}: for who is locked out. */
@Command(
    name = "reset-password",
    description = {
      "Gives an account a new password, and ends its sessions. The server must not run.",
      "The password is asked for, or read from the first line of the input with --stdin."
    },
    mixinStandardHelpOptions = true)
final class ResetPasswordCommand implements Callable<Integer> {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 200;

  private final Launcher launcher;

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Parameters(index = "0", paramLabel = "NAME", description = "The account.")
  private String username;

  @Option(names = "--stdin", description = "Reads the password from the input.")
  private boolean fromInput;

  ResetPasswordCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    String password = fromInput ? firstLine() : asked();
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      throw new ParameterException(
          spec.commandLine(),
          "A password must have %d to %d characters".formatted(SHORTEST, LONGEST));
    }
    if (!launcher.resetPassword(options.read(), username, password)) {
      spec.commandLine().getErr().println("tempo: there is no account '" + username + "'");
      return ExitCode.FAILURE;
    }
    spec.commandLine().getOut().println("The password of " + username + " is changed");
    return ExitCode.OK;
  }

  private static String firstLine() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return Optional.ofNullable(in.readLine()).orElse("");
  }

  private String asked() {
    Console console = System.console();
    if (console == null) {
      throw new ParameterException(
          spec.commandLine(), "There is no terminal to ask for the password; use --stdin");
    }
    return new String(console.readPassword("New password of %s: ", username));
  }
}
