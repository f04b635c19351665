/**
 * API keys: {@link dev.tempo.server.keys.KeyService} makes and knows them, {@link
 * dev.tempo.server.keys.UrlTriggerRoutes} runs jobs for whoever shows one.
 */
package dev.tempo.server.keys;
