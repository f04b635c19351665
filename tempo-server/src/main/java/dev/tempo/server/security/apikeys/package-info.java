/**
 * API keys: {@link dev.tempo.server.security.apikeys.KeyService} makes and knows them, {@link
 * dev.tempo.server.security.apikeys.UrlTriggerRoutes} runs jobs for whoever shows one.
 */
package dev.tempo.server.security.apikeys;
