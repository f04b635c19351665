// The settings of the server in the order in which people look for them. Each has a plain name, `setting.<name>`.

/** Group to the names of its settings. */
export const GROUPS = {
  looks: ['productName', 'logoPath', 'logoPathDark', 'accentColor', 'defaultTheme', 'defaultLanguage', 'timezone', 'diagrams'],
  address: ['baseUrl', 'host', 'port', 'basePath', 'trustedProxies', 'allowedOrigins'],
  access: ['sessionHours', 'rateLimitEnabled', 'publicPreview', 'defaultApiKey', 'jwtSecret', 'secretKey'],
  runs: ['maxConcurrentRuns', 'queueLimits', 'defaultScriptTimeout', 'defaultMemoryLimit', 'defaultOutputLimit', 'defaultGrace', 'defaultNotifyOn', 'diskReserve', 'scriptsOnStop'],
  pages: ['portRangeStart', 'portRangeEnd', 'portAvailabilityCheck', 'portCheckRetries', 'interfaceHost', 'interfaceStartTimeout', 'interfaceHeartbeat', 'interfaceIdleTimeout',
    'interfaceSweepInterval', 'maxInterfaces', 'maxInterfacesPerUser'],
  scripts: ['envWhitelist', 'runAs', 'runAsRange', 'projectQuotaMb'],
  python: ['defaultPython', 'pipIndexUrl', 'pipExtraIndexUrl', 'pipFindLinks', 'pipOffline', 'condaAutoDetect',
    'condaFallback', 'groupPollSeconds', 'groupLinks'],
  keeping: ['retentionTime', 'logRetentionDays', 'retentionViewerDays', 'retentionOperatorDays', 'retentionDeveloperDays', 'retentionAdminDays', 'retentionRunsPerJob',
    'logQuotaViewerMb', 'logQuotaOperatorMb', 'logQuotaDeveloperMb', 'logQuotaAdminMb', 'trashDays'],
  backups: ['backupEnabled', 'backupScheduleTime', 'backupRetentionDays', 'backupRetentionWeeks', 'backupMaxSize', 'backupExclude', 'backupPath'],
  mail: ['smtpServer', 'smtpPort', 'smtpSecurity', 'smtpUsername', 'smtpPassword', 'fromEmail', 'digestTime'],
  webhooks: ['webhookSecret', 'webhookPrivateAddresses'],
  logs: ['logLevel', 'debug', 'logFileSize', 'logFileCount'],
  files: ['dataPath', 'dbPath', 'databaseUrl', 'databaseUser', 'databasePasswordFile', 'databaseSchema',
    'nodeName', 'nodeLabels', 'nodeAddress'],
};

/** Settings by group; one that no group has, as of a newer server, comes last. */
export function groupSettings(settings) {
  const byName = new Map(settings.map((setting) => [setting.name, setting]));
  const groups = Object.entries(GROUPS).map(([group, names]) => [group, names.map((name) => byName.get(name)).filter(Boolean)]);
  const known = new Set(Object.values(GROUPS).flat());
  groups.push(['other', settings.filter((setting) => !known.has(setting.name))]);
  return groups.filter(([, members]) => members.length > 0);
}
