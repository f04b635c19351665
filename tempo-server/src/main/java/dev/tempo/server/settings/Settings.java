package dev.tempo.server.settings;

import static dev.tempo.server.settings.Setting.live;
import static dev.tempo.server.settings.Setting.needsRestart;
import static dev.tempo.server.settings.Setting.startupOnly;
import static dev.tempo.server.settings.SettingType.choice;
import static dev.tempo.server.settings.SettingType.flag;
import static dev.tempo.server.settings.SettingType.language;
import static dev.tempo.server.settings.SettingType.list;
import static dev.tempo.server.settings.SettingType.path;
import static dev.tempo.server.settings.SettingType.secret;
import static dev.tempo.server.settings.SettingType.text;
import static dev.tempo.server.settings.SettingType.time;
import static dev.tempo.server.settings.SettingType.whole;
import static dev.tempo.server.settings.SettingType.zone;

import dev.tempo.process.AccountRange;
import dev.tempo.server.http.HostNames;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.filter.AllowedOrigins;
import dev.tempo.server.transport.BasePath;
import dev.tempo.server.tunnel.PageHosts;
import dev.tempo.webapp.PortPool;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Everything that can be set, in the order in which it is shown. */
public final class Settings {
  private static final int DAYS = 36_500;
  private static final int MANY = 100_000;
  private static final Pattern BLANK = Pattern.compile("\\s");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?");
  private static final Pattern PYTHON = Pattern.compile("3\\.\\d{1,2}(\\.\\d{1,3})?");
  private static final Pattern COLOUR = Pattern.compile("#[0-9A-Fa-f]{6}");
  private static final Pattern SCHEMA = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]*");
  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");

  // Where it runs.
  public static final Setting<String> DATA_PATH = startupOnly("dataPath", text(1_000), home());
  public static final Setting<String> DB_PATH = startupOnly("dbPath", text(1_000), "");
  public static final Setting<String> DATABASE_URL =
      startupOnly(
          "databaseUrl", text("text", "api.allowed.databaseUrl", 1_000, Settings::isDatabase), "");
  public static final Setting<String> DATABASE_USER = startupOnly("databaseUser", text(100), "");
  public static final Setting<String> DATABASE_PASSWORD_FILE =
      startupOnly("databasePasswordFile", text(1_000), "");
  public static final Setting<String> DATABASE_SCHEMA =
      startupOnly(
          "databaseSchema",
          text("text", "api.allowed.databaseSchema", 63, t -> SCHEMA.matcher(t).matches()),
          "tempo");
  public static final Setting<String> NODE_NAME =
      startupOnly(
          "nodeName", text("text", "api.allowed.nodeName", 63, t -> NODE.matcher(t).matches()), "");
  public static final Setting<List<String>> NODE_LABELS =
      startupOnly("nodeLabels", list("api.allowed.nodeLabels", NodeLabel::isOne), List.of());
  public static final Setting<String> NODE_ADDRESS = startupOnly("nodeAddress", url(), "");
  public static final Setting<String> HOST =
      needsRestart("host", text("text", "api.allowed.host", 255, HostNames::isHost), "127.0.0.1");
  public static final Setting<Integer> PORT = needsRestart("port", whole(0, 65_535), 8080);
  public static final Setting<String> BASE_PATH =
      needsRestart("basePath", text("path", "api.allowed.basePath", 200, BasePath::isOne), "");
  public static final Setting<String> BASE_URL = live("baseUrl", url(), "");
  public static final Setting<List<String>> TRUSTED_PROXIES =
      needsRestart("trustedProxies", list("api.allowed.networks", Settings::isNetwork), List.of());
  public static final Setting<List<String>> ALLOWED_ORIGINS =
      needsRestart("allowedOrigins", list("api.allowed.origins", Settings::isOrigin), List.of());
  public static final Setting<Boolean> RATE_LIMIT_ENABLED =
      needsRestart("rateLimitEnabled", flag(), true);
  public static final Setting<Boolean> PUBLIC_PREVIEW = live("publicPreview", flag(), false);
  public static final Setting<Integer> SESSION_HOURS =
      needsRestart("sessionHours", whole(1, 8_760), 12);
  public static final Setting<ZoneId> TIMEZONE = live("timezone", zone(), ZoneId.of("UTC"));
  public static final Setting<String> DEFAULT_LANGUAGE = live("defaultLanguage", language(), "en");

  // Keys; never in the database.
  public static final Setting<String> SECRET_KEY = startupOnly("secretKey", secret(32, 500), "");
  public static final Setting<String> JWT_SECRET = startupOnly("jwtSecret", secret(32, 500), "");
  public static final Setting<String> DEFAULT_API_KEY =
      startupOnly("defaultApiKey", secret(16, 200), "");

  // Logs of the server itself.
  public static final Setting<String> LOG_LEVEL =
      live("logLevel", choice(List.of("error", "warn", "info", "debug", "trace")), "info");
  public static final Setting<Boolean> DEBUG = live("debug", flag(), false);
  public static final Setting<Integer> LOG_FILE_SIZE =
      needsRestart("logFileSize", whole(1, 1_000), 10);
  public static final Setting<Integer> LOG_FILE_COUNT =
      needsRestart("logFileCount", whole(1, 100), 5);

  // What scripts get.
  public static final Setting<Integer> MAX_CONCURRENT_RUNS =
      live("maxConcurrentRuns", whole(1, MANY), 4);
  public static final Setting<List<String>> QUEUE_LIMITS =
      live("queueLimits", list("api.allowed.queueLimits", QueueLimit::isOne), List.of());
  public static final Setting<Integer> DEFAULT_SCRIPT_TIMEOUT =
      live("defaultScriptTimeout", whole(0, 31_536_000), 3_600);
  public static final Setting<Integer> DEFAULT_MEMORY_LIMIT =
      live("defaultMemoryLimit", whole(0, 1 << 24), 512);
  public static final Setting<Integer> DEFAULT_OUTPUT_LIMIT =
      live("defaultOutputLimit", whole(0, 1 << 24), 1_024);
  public static final Setting<Integer> DISK_RESERVE =
      needsRestart("diskReserve", whole(0, 1 << 24), 256);
  public static final Setting<Integer> DEFAULT_GRACE = live("defaultGrace", whole(0, 3_600), 5);
  public static final Setting<String> DEFAULT_NOTIFY_ON =
      live("defaultNotifyOn", choice(List.of("never", "failure", "success", "always")), "failure");
  public static final Setting<String> SCRIPTS_ON_STOP =
      needsRestart("scriptsOnStop", choice(List.of("leave", "end")), "leave");
  public static final Setting<List<String>> ENV_WHITELIST =
      needsRestart(
          "envWhitelist",
          list("api.allowed.variables", Settings::isVariable),
          List.of("PATH", "HOME", "USER", "LANG", "LC_*", "TZ", "TMPDIR"));
  public static final Setting<String> RUN_AS = needsRestart("runAs", text(64), "");
  public static final Setting<String> RUN_AS_RANGE =
      needsRestart(
          "runAsRange", text("text", "api.allowed.userRange", 25, Settings::isUserRange), "");

  // Python.
  public static final Setting<String> DEFAULT_PYTHON =
      live("defaultPython", pythonVersion(), "3.12");
  public static final Setting<String> PIP_INDEX_URL = needsRestart("pipIndexUrl", url(), "");
  public static final Setting<List<String>> PIP_EXTRA_INDEX_URL =
      needsRestart("pipExtraIndexUrl", list("api.allowed.urls", Settings::isUrl), List.of());
  public static final Setting<String> PIP_FIND_LINKS =
      needsRestart(
          "pipFindLinks",
          text("text", "api.allowed.wheels", 1_000, t -> !BLANK.matcher(t).find()),
          "");
  public static final Setting<Boolean> PIP_OFFLINE = needsRestart("pipOffline", flag(), false);
  public static final Setting<Boolean> CONDA_AUTO_DETECT =
      needsRestart("condaAutoDetect", flag(), true);

  public static final Setting<Boolean> CONDA_FALLBACK = live("condaFallback", flag(), false);

  // Groups of scripts.
  public static final Setting<Integer> GROUP_POLL_SECONDS =
      live("groupPollSeconds", whole(1, 86_400), 10);
  public static final Setting<Integer> PROJECT_QUOTA =
      live("projectQuotaMb", whole(0, 1 << 30), 1_024);
  public static final Setting<Boolean> GROUP_LINKS = live("groupLinks", flag(), false);

  // Pages of scripts.
  public static final Setting<Integer> PORT_RANGE_START =
      needsRestart("portRangeStart", whole(1, 65_535), PortPool.DEFAULT_FROM);
  public static final Setting<Integer> PORT_RANGE_END =
      needsRestart("portRangeEnd", whole(1, 65_535), PortPool.DEFAULT_TO);
  public static final Setting<Boolean> PORT_AVAILABILITY_CHECK =
      needsRestart("portAvailabilityCheck", flag(), true);
  public static final Setting<Integer> PORT_CHECK_RETRIES =
      needsRestart("portCheckRetries", whole(0, 100), 3);
  public static final Setting<String> INTERFACE_HOST =
      needsRestart(
          "interfaceHost", text("text", "api.allowed.pageHost", 300, Settings::isPageHost), "");
  public static final Setting<Integer> INTERFACE_START_TIMEOUT =
      needsRestart("interfaceStartTimeout", whole(1, 86_400), 60);
  public static final Setting<Integer> INTERFACE_HEARTBEAT =
      needsRestart("interfaceHeartbeat", whole(1, 3_600), 30);
  public static final Setting<Integer> INTERFACE_IDLE_TIMEOUT =
      live("interfaceIdleTimeout", whole(60, 31_536_000), 1_800);
  public static final Setting<Integer> INTERFACE_SWEEP_INTERVAL =
      live("interfaceSweepInterval", whole(1, 86_400), 300);
  public static final Setting<Integer> MAX_INTERFACES = live("maxInterfaces", whole(0, MANY), 20);
  public static final Setting<Integer> MAX_INTERFACES_PER_USER =
      live("maxInterfacesPerUser", whole(0, MANY), 5);

  // How long runs are kept.
  public static final Setting<LocalTime> RETENTION_TIME =
      live("retentionTime", time(), LocalTime.of(3, 30));
  public static final Setting<Integer> LOG_RETENTION_DAYS =
      live("logRetentionDays", whole(0, DAYS), 30);
  public static final Setting<Integer> RETENTION_VIEWER_DAYS =
      live("retentionViewerDays", whole(0, DAYS), 7);
  public static final Setting<Integer> RETENTION_OPERATOR_DAYS =
      live("retentionOperatorDays", whole(0, DAYS), 30);
  public static final Setting<Integer> RETENTION_DEVELOPER_DAYS =
      live("retentionDeveloperDays", whole(0, DAYS), 90);
  public static final Setting<Integer> RETENTION_ADMIN_DAYS =
      live("retentionAdminDays", whole(0, DAYS), 365);
  public static final Setting<Integer> RETENTION_RUNS_PER_JOB =
      live("retentionRunsPerJob", whole(0, 10_000_000), 100);

  // How much room the logs of an account may take.
  public static final Setting<Integer> LOG_QUOTA_VIEWER =
      live("logQuotaViewerMb", whole(0, 1 << 30), 0);
  public static final Setting<Integer> LOG_QUOTA_OPERATOR =
      live("logQuotaOperatorMb", whole(0, 1 << 30), 0);
  public static final Setting<Integer> LOG_QUOTA_DEVELOPER =
      live("logQuotaDeveloperMb", whole(0, 1 << 30), 0);
  public static final Setting<Integer> LOG_QUOTA_ADMIN =
      live("logQuotaAdminMb", whole(0, 1 << 30), 0);

  public static final Setting<Integer> TRASH_DAYS = live("trashDays", whole(1, DAYS), 30);

  // Backups.
  public static final Setting<Boolean> BACKUP_ENABLED = live("backupEnabled", flag(), true);
  public static final Setting<LocalTime> BACKUP_SCHEDULE_TIME =
      live("backupScheduleTime", time(), LocalTime.of(2, 0));
  public static final Setting<Integer> BACKUP_RETENTION_DAYS =
      live("backupRetentionDays", whole(1, DAYS), 30);
  public static final Setting<Integer> BACKUP_RETENTION_WEEKS =
      live("backupRetentionWeeks", whole(1, 5_000), 8);
  public static final Setting<Integer> BACKUP_MAX_SIZE = live("backupMaxSize", whole(1, MANY), 10);
  public static final Setting<List<String>> BACKUP_EXCLUDE =
      live(
          "backupExclude",
          list("api.allowed.patterns", Settings::isGlob),
          List.of("*.tmp", "*.log", "__pycache__", ".venv", "*.pyc"));
  public static final Setting<String> BACKUP_PATH =
      needsRestart("backupPath", path(any -> true), "");

  // Mail and webhooks.
  public static final Setting<String> SMTP_SERVER =
      live("smtpServer", text(255), "mail.smtp2go.com");
  public static final Setting<Integer> SMTP_PORT = live("smtpPort", whole(1, 65_535), 587);
  public static final Setting<String> SMTP_USERNAME = live("smtpUsername", text(255), "");
  public static final Setting<String> SMTP_PASSWORD = live("smtpPassword", secret(1, 500), "");
  public static final Setting<String> SMTP_SECURITY =
      live("smtpSecurity", choice(List.of("STARTTLS", "TLS", "NONE")), "STARTTLS");
  public static final Setting<String> FROM_EMAIL =
      live(
          "fromEmail",
          text("email", "api.allowed.email", 254, t -> EMAIL.matcher(t).matches()),
          "");
  public static final Setting<LocalTime> DIGEST_TIME =
      live("digestTime", time(), LocalTime.of(7, 0));
  public static final Setting<String> WEBHOOK_SECRET = live("webhookSecret", secret(16, 500), "");
  public static final Setting<Boolean> WEBHOOK_PRIVATE_ADDRESSES =
      live("webhookPrivateAddresses", flag(), false);

  // How it looks.
  public static final Setting<String> PRODUCT_NAME = live("productName", text(60), "Tempo");
  public static final Setting<String> LOGO_PATH =
      live("logoPath", path(path -> path.getFileName() != null), "");
  public static final Setting<String> LOGO_PATH_DARK =
      live("logoPathDark", path(path -> path.getFileName() != null), "");
  public static final Setting<String> ACCENT_COLOR =
      live(
          "accentColor",
          text("color", "api.allowed.colour", 7, t -> COLOUR.matcher(t).matches()),
          "");
  public static final Setting<String> DEFAULT_THEME =
      live("defaultTheme", choice(List.of("system", "light", "dark")), "system");

  public static final Setting<Boolean> DIAGRAMS = live("diagrams", flag(), false);

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
    return text("url", "api.allowed.webUrl", 1_000, Settings::isUrl);
  }

  private static SettingType<String> pythonVersion() {
    return text("version", "api.allowed.version", 20, t -> PYTHON.matcher(t).matches());
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

  /** Addresses are shown and logged, so a password has no place in them. */
  private static boolean isDatabase(String text) {
    return text.isEmpty()
        || text.startsWith("jdbc:postgresql:")
            && !text.toLowerCase(Locale.ROOT).contains("password=")
            && !text.contains("@");
  }

  private static boolean isUserRange(String text) {
    AccountRange.parse(text); // refuses by an exception
    return true;
  }

  private static boolean isNetwork(String text) {
    TrustedProxies.parse(text); // refuses by an exception
    return true;
  }

  private static boolean isPageHost(String text) {
    PageHosts.parse(text); // refuses by an exception
    return true;
  }

  private static boolean isVariable(String text) {
    return VARIABLE.matcher(text).matches();
  }

  private static boolean isGlob(String pattern) {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
