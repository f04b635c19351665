package dev.tempo.server.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempo reset-password}: for who is locked out. */
@Command(
    name = "reset-password",
    description = {
      "Gives an account a new password, and ends its sessions and keys. The server must not run.",
      "The password is asked for, or read from the first line of the input with --stdin."
    })
final class ResetPasswordCommand extends SettingsCommand {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 200;

  private final ServerLauncher launcher;

  @Parameters(index = "0", paramLabel = "NAME", description = "The account.")
  private String username;

  @Option(names = "--stdin", description = "Reads the password from the input.")
  private boolean fromInput;

  ResetPasswordCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    String password = fromInput ? firstLine() : asked();
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      throw wrong(
          String.format(
              Locale.ROOT, "A password must have %d to %d characters", SHORTEST, LONGEST));
    }
    return switch (launcher.resetPassword(run(), username, password)) {
      case UNKNOWN -> {
        err().println("tempo: there is no account '" + username + "'");
        yield ExitCode.FAILURE;
      }
      case DEACTIVATED -> {
        out().println(changed() + "; it is deactivated, and only an administrator can activate it");
        yield ExitCode.OK;
      }
      case ACTIVE -> {
        out().println(changed());
        yield ExitCode.OK;
      }
    };
  }

  private String changed() {
    return "The password of " + username + " is changed, and its sessions and keys have ended";
  }

  private String firstLine() throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(input(), StandardCharsets.UTF_8));
    return Optional.ofNullable(in.readLine()).orElse("");
  }

  private String asked() {
    Console console = System.console();
    if (console == null) {
      throw wrong("There is no terminal to ask for the password; use --stdin");
    }
    return new String(console.readPassword("New password of %s: ", username));
  }
}
