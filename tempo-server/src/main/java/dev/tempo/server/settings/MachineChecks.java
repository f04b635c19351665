package dev.tempo.server.settings;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.process.AccountRange;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.storage.RealPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Asks this machine whether it can do what settings say: a value may be well written, and yet name
 * no account or no address of this machine, so that the next server could not start or run scripts.
 * Changes nothing on the machine.
 */
public final class MachineChecks {
  private static final Set<Setting<?>> OF_ACCOUNT = Set.of(Settings.RUN_AS, Settings.RUN_AS_RANGE);
  private static final Set<Setting<?>> OF_LISTENER = Set.of(Settings.HOST, Settings.PORT);

  private MachineChecks() {}

  /**
   * What this machine cannot do.
   *
   * @param values all that would hold
   * @param settings which of them are looked at
   * @param ownPort on which this server listens now, which it may do again
   * @param directory where everything is kept
   */
  static Map<Setting<?>, Message> problems(
      SettingValues values, Collection<Setting<?>> settings, int ownPort, Path directory) {
    Map<Setting<?>, Message> problems = new LinkedHashMap<>();
    if (settings.stream().anyMatch(OF_ACCOUNT::contains)) {
      accounts(values, directory, problems);
    }
    if (settings.stream().anyMatch(OF_LISTENER::contains)) {
      listener(values, ownPort, problems);
    }
    if (settings.contains(Settings.BACKUP_PATH)) {
      backups(values.get(Settings.BACKUP_PATH), directory)
          .ifPresent(problem -> problems.put(Settings.BACKUP_PATH, problem));
    }
    return problems;
  }

  /**
   * What this machine cannot do of all that would hold; nothing of the port, which a server may
   * have open.
   *
   * @param directory where everything is kept
   * @throws SettingsException that names each
   */
  public static void check(SettingValues values, Path directory) {
    Set<Setting<?>> looked =
        Set.of(Settings.RUN_AS, Settings.RUN_AS_RANGE, Settings.HOST, Settings.BACKUP_PATH);
    List<String> found = new ArrayList<>();
    problems(values, looked, values.get(Settings.PORT), directory)
        .forEach((setting, problem) -> found.add(setting.name() + ": " + problem.text()));
    if (!found.isEmpty()) {
      throw new SettingsException(found);
    }
  }

  /** Why this machine cannot listen on an address; empty if it can. */
  public static Optional<Message> host(String host) {
    return refusal(host, 0).map(reason -> message("api.settingProblem.host", "reason", reason));
  }

  /** Why this machine cannot listen on a port of an address; empty if it can. */
  public static Optional<Message> port(String host, int port) {
    return refusal(host, port).map(reason -> message("api.settingProblem.port", "reason", reason));
  }

  /**
   * Why backups cannot lie in a directory, which would be among the data that they are made of, or
   * hold them; empty if they can.
   *
   * @param path where they are to lie; empty for their usual place
   * @param data where everything is kept
   */
  public static Optional<Message> backups(String path, Path data) {
    boolean holds = !path.isEmpty() && RealPath.of(data).startsWith(RealPath.of(Path.of(path)));
    return holds
        ? Optional.of(message("api.settingProblem.backupPath", "directory", data.toString()))
        : Optional.empty();
  }

  private static void accounts(
      SettingValues values, Path directory, Map<Setting<?>, Message> problems) {
    String name = values.get(Settings.RUN_AS);
    String range = values.get(Settings.RUN_AS_RANGE);
    Setting<?> asked = Settings.RUN_AS;
    try {
      if (!name.isEmpty()) {
        OsAccount account = OsAccount.account(name);
        Path above = directory.toAbsolutePath().normalize().getParent();
        if (above != null) {
          account.checkAccess(above);
        }
        if (!range.isEmpty()) {
          asked = Settings.RUN_AS_RANGE;
          account.check(AccountRange.parse(range));
        }
      } else if (!range.isEmpty()) {
        problems.put(Settings.RUN_AS_RANGE, message("api.settingProblem.needsRunAs"));
      }
    } catch (ProcessException e) {
      problems.put(asked, Messages.of(e));
    }
  }

  private static void listener(
      SettingValues values, int ownPort, Map<Setting<?>, Message> problems) {
    String host = values.get(Settings.HOST);
    int port = values.get(Settings.PORT);
    Optional<Message> ofHost = host(host);
    if (ofHost.isPresent()) {
      problems.put(Settings.HOST, ofHost.get());
    } else if (port != 0 && port != ownPort) {
      port(host, port).ifPresent(reason -> problems.put(Settings.PORT, reason));
    }
  }

  private static Optional<String> refusal(String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }
}
