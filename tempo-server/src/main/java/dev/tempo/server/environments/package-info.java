/**
 * The Python environments of jobs, interpreters, conda, and checks of scripts. {@link
 * dev.tempo.server.environments.EnvironmentService} sees to it that jobs have what they need;
 * {@link dev.tempo.server.environments.ScriptScanner} finds mistakes before they run.
 */
package dev.tempo.server.environments;
