/** What an engine is made with: {@link dev.tempo.engine.settings.EngineSettings}. Not exported. */
package dev.tempo.engine.settings;
