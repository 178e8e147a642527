package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which Hexforge a command talks to. Mixed into commands.
final class Target {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A server to talk to; else HEXFORGE_URL, else the local one, else this process.")
    @Nullable
    String url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The API key for it; better given as HEXFORGE_API_KEY, since others can see arguments.")
    @Nullable
    String key;

    Hexforge connect(Installation installation) {
        return installation.connect(url, key == null ? null : new Secret(key));
    }
}
