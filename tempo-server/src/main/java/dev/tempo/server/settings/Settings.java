package dev.tempo.server.settings;

import static dev.tempo.server.settings.Setting.live;
import static dev.tempo.server.settings.Setting.needsRestart;
import static dev.tempo.server.settings.Setting.startupOnly;
import static dev.tempo.server.settings.SettingType.choice;
import static dev.tempo.server.settings.SettingType.flag;
import static dev.tempo.server.settings.SettingType.list;
import static dev.tempo.server.settings.SettingType.secret;
import static dev.tempo.server.settings.SettingType.text;
import static dev.tempo.server.settings.SettingType.time;
import static dev.tempo.server.settings.SettingType.whole;
import static dev.tempo.server.settings.SettingType.zone;

import dev.tempo.process.AccountRange;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.filter.AllowedOrigins;
import dev.tempo.server.transport.BasePath;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Everything that can be set, in the order in which it is shown. */
public final class Settings {
  private static final int DAYS = 36_500;
  private static final int MANY = 100_000;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?");
  private static final Pattern PYTHON = Pattern.compile("3\\.\\d{1,2}(\\.\\d{1,3})?");
  private static final Pattern COLOUR = Pattern.compile("#[0-9A-Fa-f]{6}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");

  // Where it runs.
  public static final Setting<String> DATA_PATH =
      startupOnly("dataPath", text(1_000), home(), "Directory in which everything is kept");
  public static final Setting<String> DB_PATH =
      startupOnly(
          "dbPath", text(1_000), "", "File of the database; empty: tempo.db in the data path");
  public static final Setting<String> HOST =
      needsRestart("host", text(255), "127.0.0.1", "Address to listen on");
  public static final Setting<Integer> PORT =
      needsRestart("port", whole(0, 65_535), 8080, "Port to listen on, 0 for any that is free");
  public static final Setting<String> BASE_PATH =
      needsRestart(
          "basePath",
          text("path", BasePath.ALLOWED, 200, BasePath::isOne),
          "",
          "Path below which a proxy shows Tempo, as /tempo; empty: the root");
  public static final Setting<String> BASE_URL =
      live("baseUrl", url(), "", "Address under which people reach Tempo, for links in mails");
  public static final Setting<List<String>> TRUSTED_PROXIES =
      needsRestart(
          "trustedProxies",
          list("addresses and networks such as 10.0.0.0/8", Settings::isNetwork),
          List.of(),
          "Proxies whose word about where clients come from counts");
  public static final Setting<List<String>> ALLOWED_ORIGINS =
      needsRestart(
          "allowedOrigins",
          list("origins such as https://ops.example.org, or *", Settings::isOrigin),
          List.of(),
          "Other origins whose pages may call the API (CORS); none by default");
  public static final Setting<Boolean> RATE_LIMIT_ENABLED =
      needsRestart("rateLimitEnabled", flag(), true, "Whether requests are counted and limited");
  public static final Setting<Integer> SESSION_HOURS =
      needsRestart(
          "sessionHours", whole(1, 8_760), 12, "How long a log-in lives since its last use");
  public static final Setting<ZoneId> TIMEZONE =
      live("timezone", zone(), ZoneId.of("UTC"), "Zone of new jobs and of daily work");
  public static final Setting<String> DEFAULT_LANGUAGE =
      live(
          "defaultLanguage",
          choice(List.of("en", "es", "it", "fr")),
          "en",
          "Language of who has not chosen");

  // Keys; never in the database.
  public static final Setting<String> SECRET_KEY =
      startupOnly(
          "secretKey", secret(32, 500), "", "Seals stored secrets, instead of the key file");
  public static final Setting<String> JWT_SECRET =
      startupOnly("jwtSecret", secret(32, 500), "", "Signs sessions, instead of the key file");
  public static final Setting<String> DEFAULT_API_KEY =
      startupOnly("defaultApiKey", secret(16, 200), "", "A key that may trigger all jobs");

  // Logs of the server itself.
  public static final Setting<String> LOG_LEVEL =
      live(
          "logLevel",
          choice(List.of("error", "warn", "info", "debug", "trace")),
          "info",
          "What the server's own log tells");
  public static final Setting<Boolean> DEBUG =
      live("debug", flag(), false, "Same as the log level debug");
  public static final Setting<Integer> LOG_FILE_SIZE =
      needsRestart("logFileSize", whole(1, 1_000), 10, "MiB at which a log file is rotated");
  public static final Setting<Integer> LOG_FILE_COUNT =
      needsRestart("logFileCount", whole(1, 100), 5, "How many older files are kept of each log");

  // What scripts get.
  public static final Setting<Integer> MAX_CONCURRENT_RUNS =
      live("maxConcurrentRuns", whole(1, MANY), 4, "How many runs of the default queue at once");
  public static final Setting<List<String>> QUEUE_LIMITS =
      live(
          "queueLimits",
          list("names of queues with their limits, as reports=2", QueueLimit::isOne),
          List.of(),
          "How many runs at once of named queues; of others, as many as of the default queue");
  public static final Setting<Integer> DEFAULT_SCRIPT_TIMEOUT =
      live(
          "defaultScriptTimeout",
          whole(0, 31_536_000),
          3_600,
          "Seconds after which the runs of new jobs are ended; 0 for never");
  public static final Setting<Integer> DEFAULT_MEMORY_LIMIT =
      live(
          "defaultMemoryLimit",
          whole(0, 1 << 24),
          512,
          "MiB that each run of a new job may use; 0 for no limit");
  public static final Setting<Integer> DEFAULT_OUTPUT_LIMIT =
      live(
          "defaultOutputLimit",
          whole(0, 1 << 24),
          1_024,
          "MiB that each run of a new job may print; 0 for no limit");
  public static final Setting<Integer> DISK_RESERVE =
      needsRestart(
          "diskReserve",
          whole(0, 1 << 24),
          256,
          "MiB of the disk that output leaves for everything else; output waits meanwhile");
  public static final Setting<Integer> DEFAULT_GRACE =
      live("defaultGrace", whole(0, 3_600), 5, "Seconds between asking to end and forcing it");
  public static final Setting<String> DEFAULT_NOTIFY_ON =
      live(
          "defaultNotifyOn",
          choice(List.of("never", "failure", "success", "always")),
          "failure",
          "Runs of new jobs that somebody is told about");
  public static final Setting<String> SCRIPTS_ON_STOP =
      needsRestart(
          "scriptsOnStop",
          choice(List.of("leave", "end")),
          "leave",
          "Whether scripts go on when the server stops, to be adopted by the next");
  public static final Setting<List<String>> ENV_WHITELIST =
      needsRestart(
          "envWhitelist",
          list("names of variables, with * at the end for all that begin so", Settings::isVariable),
          List.of("PATH", "HOME", "USER", "LANG", "LC_*", "TZ", "TMPDIR"),
          "Variables of the server that scripts inherit");
  public static final Setting<String> RUN_AS =
      needsRestart(
          "runAs", text(64), "", "Account of the system that runs scripts (server as root)");
  public static final Setting<String> RUN_AS_RANGE =
      needsRestart(
          "runAsRange",
          text("text", "a range of users such as 200000-201000", 25, Settings::isUserRange),
          "",
          "Users of which each job gets one of its own, with the groups of runAs; empty: all share"
              + " that account");

  // Python.
  public static final Setting<String> DEFAULT_PYTHON =
      live(
          "defaultPython",
          pythonVersion(),
          "3.12",
          "Python of new jobs if installed, else the newest");
  public static final Setting<String> PIP_INDEX_URL =
      needsRestart("pipIndexUrl", url(), "", "Index of packages, instead of pip's own");
  public static final Setting<List<String>> PIP_EXTRA_INDEX_URL =
      needsRestart("pipExtraIndexUrl", list("URLs", Settings::isUrl), List.of(), "Further indexes");
  public static final Setting<String> PIP_FIND_LINKS =
      needsRestart("pipFindLinks", text(1_000), "", "Directory or URL with wheels");
  public static final Setting<Boolean> PIP_OFFLINE =
      needsRestart("pipOffline", flag(), false, "Install from wheels alone, never from an index");
  public static final Setting<Boolean> CONDA_AUTO_DETECT =
      needsRestart("condaAutoDetect", flag(), true, "Whether conda environments are looked for");

  public static final Setting<Boolean> CONDA_FALLBACK =
      live(
          "condaFallback",
          flag(),
          false,
          "Whether runs go on without a conda environment that is gone, instead of failing");

  // How long runs are kept.
  public static final Setting<LocalTime> RETENTION_TIME =
      live("retentionTime", time(), LocalTime.of(3, 30), "When old runs are deleted each day");
  public static final Setting<Integer> LOG_RETENTION_DAYS =
      live("logRetentionDays", whole(0, DAYS), 30, "Days for runs of nobody's jobs");
  public static final Setting<Integer> RETENTION_VIEWER_DAYS =
      live("retentionViewerDays", whole(0, DAYS), 7, "Days for runs of viewers");
  public static final Setting<Integer> RETENTION_OPERATOR_DAYS =
      live("retentionOperatorDays", whole(0, DAYS), 30, "Days for runs of operators");
  public static final Setting<Integer> RETENTION_DEVELOPER_DAYS =
      live("retentionDeveloperDays", whole(0, DAYS), 90, "Days for runs of developers");
  public static final Setting<Integer> RETENTION_ADMIN_DAYS =
      live("retentionAdminDays", whole(0, DAYS), 365, "Days for runs of admins");
  public static final Setting<Integer> RETENTION_RUNS_PER_JOB =
      live("retentionRunsPerJob", whole(0, 10_000_000), 100, "Newest runs kept of each job");

  public static final Setting<Integer> TRASH_DAYS =
      live("trashDays", whole(1, DAYS), 30, "Days for which files of deleted jobs are kept");

  // Backups.
  public static final Setting<Boolean> BACKUP_ENABLED =
      live("backupEnabled", flag(), true, "Whether backups are made by themselves");
  public static final Setting<LocalTime> BACKUP_SCHEDULE_TIME =
      live("backupScheduleTime", time(), LocalTime.of(2, 0), "When the daily backup begins");
  public static final Setting<Integer> BACKUP_RETENTION_DAYS =
      live("backupRetentionDays", whole(1, DAYS), 30, "Days for which daily backups are kept");
  public static final Setting<Integer> BACKUP_RETENTION_WEEKS =
      live("backupRetentionWeeks", whole(1, 5_000), 8, "Weeks for which weekly ones are kept");
  public static final Setting<Integer> BACKUP_MAX_SIZE =
      live("backupMaxSize", whole(1, MANY), 10, "GiB that all automatic backups may take");
  public static final Setting<List<String>> BACKUP_EXCLUDE =
      live(
          "backupExclude",
          list("patterns of file names such as *.tmp", any -> true),
          List.of("*.tmp", "*.log", "__pycache__", ".venv", "*.pyc"),
          "Files and directories that are left out");
  public static final Setting<String> BACKUP_PATH =
      needsRestart(
          "backupPath", text(1_000), "", "Where backups go; empty: backups/ in the data path");

  // Mail and webhooks.
  public static final Setting<String> SMTP_SERVER =
      live("smtpServer", text(255), "mail.smtp2go.com", "Mail server");
  public static final Setting<Integer> SMTP_PORT =
      live("smtpPort", whole(1, 65_535), 587, "Its port");
  public static final Setting<String> SMTP_USERNAME =
      live("smtpUsername", text(255), "", "Account there; empty for none");
  public static final Setting<String> SMTP_PASSWORD =
      live("smtpPassword", secret(1, 500), "", "Its password");
  public static final Setting<String> SMTP_SECURITY =
      live(
          "smtpSecurity",
          choice(List.of("STARTTLS", "TLS", "NONE")),
          "STARTTLS",
          "How the connection is protected");
  public static final Setting<String> FROM_EMAIL =
      live(
          "fromEmail",
          text("email", "an e-mail address", 254, t -> EMAIL.matcher(t).matches()),
          "",
          "Who mails are from; empty: no mails are sent");
  public static final Setting<String> WEBHOOK_SECRET =
      live("webhookSecret", secret(16, 500), "", "Signs webhooks; empty: they are not signed");
  public static final Setting<Boolean> WEBHOOK_PRIVATE_ADDRESSES =
      live(
          "webhookPrivateAddresses",
          flag(),
          false,
          "Whether webhooks may go to loopback and private networks");

  // How it looks.
  public static final Setting<String> PRODUCT_NAME =
      live("productName", text(60), "Tempo", "Name in the header of all pages");
  public static final Setting<String> LOGO_PATH =
      live("logoPath", text(1_000), "", "Image for the header, below config/ of the data path");
  public static final Setting<String> ACCENT_COLOR =
      live(
          "accentColor",
          text("color", "a colour such as #2563eb", 7, t -> COLOUR.matcher(t).matches()),
          "",
          "Colour of buttons and links; empty for Tempo's own");
  public static final Setting<String> DEFAULT_THEME =
      live("defaultTheme", choice(List.of("system", "light", "dark")), "system", "First theme");

  private static final Map<String, Setting<?>> ALL = collect();

  private Settings() {}

  /** All of them, in order. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL.values());
  }

  /** The setting of this name. */
  public static Optional<Setting<?>> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static Map<String, Setting<?>> collect() {
    Map<String, Setting<?>> all = new LinkedHashMap<>();
    Arrays.stream(Settings.class.getDeclaredFields())
        .filter(field -> Modifier.isPublic(field.getModifiers()))
        .map(Settings::valueOf)
        .forEach(setting -> all.put(setting.name(), setting));
    return Collections.unmodifiableMap(all);
  }

  private static Setting<?> valueOf(Field field) {
    try {
      return (Setting<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String home() {
    return System.getProperty("user.home") + "/.tempo";
  }

  private static SettingType<String> url() {
    return text("url", "a URL such as https://tempo.example.org", 1_000, Settings::isUrl);
  }

  private static SettingType<String> pythonVersion() {
    return text("version", "a version such as 3.12", 20, t -> PYTHON.matcher(t).matches());
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isOrigin(String text) {
    try {
      AllowedOrigins.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isUserRange(String text) {
    AccountRange.parse(text); // refuses by an exception
    return true;
  }

  private static boolean isNetwork(String text) {
    TrustedProxies.parse(text); // refuses by an exception
    return true;
  }

  private static boolean isVariable(String text) {
    return VARIABLE.matcher(text).matches();
  }
}
