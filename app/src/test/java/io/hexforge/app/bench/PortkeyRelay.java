package io.hexforge.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The competitor: Portkey's gateway as npm ships it, one process, installed anew into a folder of the run.
final class PortkeyRelay implements AutoCloseable {
    static final String VERSION = "1.15.2";
    private static final String PACKAGE = """
            {"name": "portkey-beside-hexforge", "private": true,
             "dependencies": {"@portkey-ai/gateway": "%s"},
             "overrides": {"@hono/node-server": "1.3.3"}}
            """.formatted(VERSION);
    /// It has no setting for the address, and no benchmark needs to be reached from elsewhere.
    private static final String LOOPBACK = """
            const net = require('node:net');
            const listen = net.Server.prototype.listen;
            net.Server.prototype.listen = function (port, host, ...rest) {
              return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...rest)
                                              : listen.call(this, port, host, ...rest);
            };
            """;

    private final @Nullable OwnProcess process;
    private final int port;
    private final String absence;

    private PortkeyRelay(@Nullable OwnProcess process, int port, String absence) {
        this.process = process;
        this.port = port;
        this.absence = absence;
    }

    static PortkeyRelay start(Path folder, int port) throws IOException, InterruptedException {
        if (Boolean.getBoolean("bench.noPortkey")) {
            return absent("-Dbench.noPortkey was set");
        }
        for (String command : List.of("node", "npm")) {
            if (!OwnProcess.isInstalled(command)) {
                return absent(command + " is not installed (Debian: apt install nodejs npm)");
            }
        }
        Path home = Files.createDirectories(folder.resolve("portkey"));
        Files.writeString(home.resolve("package.json"), PACKAGE);
        Files.writeString(home.resolve("loopback.cjs"), LOOPBACK);
        try {
            OwnProcess.output("npm", "install", "--prefix", home.toString(), "--no-audit", "--no-fund");
        } catch (IllegalStateException failure) {
            return absent("npm could not install it: " + failure.getMessage());
        }
        var process = OwnProcess.start(
                folder.resolve("portkey.log"),
                Map.of("NODE_ENV", "production"),
                List.of(
                        "node",
                        "--require",
                        home.resolve("loopback.cjs").toString(),
                        home.resolve("node_modules/@portkey-ai/gateway/build/start-server.js")
                                .toString(),
                        "--port=" + port,
                        "--headless"));
        try {
            process.awaitOutput(Pattern.compile("Ready for connections"));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            process.close();
            throw failure;
        }
        return new PortkeyRelay(process, port, "");
    }

    private static PortkeyRelay absent(String why) {
        return new PortkeyRelay(null, 0, why);
    }

    /// {@return why it is not measured; empty if it is}
    String absence() {
        return absence;
    }

    Optional<Target> target(int upstreamPort) {
        return process == null
                ? Optional.empty()
                : Optional.of(new Target(
                        "Portkey",
                        port,
                        "sk-bench",
                        "instant",
                        Map.of(
                                "x-portkey-provider",
                                "openai",
                                "x-portkey-custom-host",
                                "http://127.0.0.1:" + upstreamPort + "/v1")));
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
