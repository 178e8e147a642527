package io.hexforge.adapter.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Runs the server until it is told to stop.")
final class ServeCommand extends InstallationCommand {
    @Option(names = "--port", paramLabel = "PORT", description = "Default 8080 (PORT); 0 takes a free one.")
    @Nullable
    String port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Default 127.0.0.1 (HOST).")
    @Nullable
    String host;

    @Option(names = "--home", paramLabel = "FOLDER", description = "Default ~/.hexforge (HEXFORGE_HOME).")
    @Nullable
    String home;

    ServeCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        var settings = new LinkedHashMap<String, String>();
        put(settings, "PORT", port);
        put(settings, "HOST", host);
        put(settings, "HEXFORGE_HOME", home);
        installation.serve(settings);
        return 0;
    }

    private static void put(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
