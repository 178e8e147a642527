package io.hexforge.app;

import io.hexforge.adapter.cli.CommandFailed;
import io.hexforge.adapter.cli.Hexforge;
import io.hexforge.adapter.cli.InProcessAccount;
import io.hexforge.adapter.cli.InProcessAdministration;
import io.hexforge.adapter.cli.InProcessHexforge;
import io.hexforge.adapter.cli.InProcessJobs;
import io.hexforge.adapter.cli.InProcessKeys;
import io.hexforge.adapter.cli.Installation;
import io.hexforge.adapter.cli.LoginFile;
import io.hexforge.adapter.cli.RemoteHexforge;
import io.hexforge.app.config.Config;
import io.hexforge.app.config.InvalidConfig;
import io.hexforge.app.config.Sources;
import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The Hexforge of this machine, as the environment configures it.
final class LocalInstallation implements Installation {
    private final Map<String, String> environment;
    private final Path workingFolder;
    private final PrintStream out;
    private final PrintStream err;
    private final SecureRandom random = new SecureRandom();

    LocalInstallation(Map<String, String> environment, Path workingFolder, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.workingFolder = workingFolder;
        this.out = out;
        this.err = err;
    }

    @Override
    public String version() {
        String version = LocalInstallation.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void serve(Map<String, String> settings) {
        Config config = config(settings);
        Logging.server(config.logLevel(), out);
        try {
            new Server(config, version(), err).run();
        } catch (ServiceRegistry.StartFailed e) {
            LoggerFactory.getLogger(LocalInstallation.class).error("Hexforge cannot start", e);
            Logging.stop();
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void work() {
        Config config = config(Map.of());
        Logging.server(config.logLevel(), out);
        try {
            Server.work(config, version());
        } catch (ServiceRegistry.StartFailed e) {
            LoggerFactory.getLogger(LocalInstallation.class).error("Hexforge cannot start", e);
            Logging.stop();
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<Setting> settings() {
        return config(Map.of()).settings().stream()
                .map(setting -> new Setting(setting.name(), setting.value(), setting.source()))
                .toList();
    }

    @Override
    public List<Check> checks() {
        Logging.command(err);
        return new Doctor(config(Map.of())).examine();
    }

    @Override
    public void backup(Path file) {
        maintain(config -> new BackupFile(config, version(), random).write(file));
    }

    @Override
    public void restore(Path file, boolean force) {
        maintain(config -> {
            requireStopped(config);
            new BackupFile(config, version(), random).restore(file, force);
        });
    }

    @Override
    public int rotateKey() {
        var resealed = new AtomicInteger();
        maintain(config -> {
            requireStopped(config);
            var keyFile = new KeyFile(config.home(), config.encryptionKey(), random);
            EncryptionKey current = config.encryptionKey();
            if (current == null) {
                current = EncryptionKey.generate(random);
                keyFile.load();
                keyFile.addAll(List.of(current));
            }
            try (Node node = Node.start(config)) {
                UseCases cases = node.useCases();
                resealed.set(cases.rotateEncryptionKey().run()
                        + cases.logins().signingKeys().reseal()
                        + cases.resealJobs().run()
                        + cases.passwords().secondFactors().reseal());
            }
            if (config.encryptionKey() == null) {
                keyFile.keepOnly(current);
            }
        });
        return resealed.get();
    }

    @Override
    public List<Calibration> calibrate(Duration limit) {
        return new MeasureHashing(limit, random).run();
    }

    private interface Task {
        void on(Config config) throws IOException;
    }

    private void maintain(Task task) {
        Config config = config(Map.of());
        Logging.command(err);
        try {
            task.on(config);
        } catch (ServiceRegistry.StartFailed | PortException | IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireStopped(Config config) {
        new ServerFile(config.home()).read().ifPresent(running -> {
            throw new CommandFailed("a server is running at " + running + "; stop it first");
        });
    }

    @Override
    public Hexforge connect(@Nullable String url, @Nullable Secret key) {
        String wantedUrl = url != null ? url : environment.get("HEXFORGE_URL");
        String wantedKey = key != null ? key.reveal() : environment.get("HEXFORGE_API_KEY");
        Config config = config(Map.of());
        var running = new ServerFile(config.home()).read();
        if (wantedUrl != null && !wantedUrl.isBlank()) {
            return remote(URI.create(wantedUrl), wantedKey)
                    .orElseThrow(() -> new CommandFailed("an API key is needed for " + wantedUrl
                            + ": set HEXFORGE_API_KEY, or log in: hexforge login --url " + wantedUrl));
        }
        if (running.isPresent()) {
            ServerFile.Running server = running.get();
            return remote(server.url(), wantedKey)
                    .orElseGet(() -> new RemoteHexforge(server.url(), new Secret(server.token())));
        }
        if (key != null) {
            throw new CommandFailed("no server is running on " + config.home() + " that the key could be shown to");
        }
        return inProcess(config);
    }

    private Optional<Hexforge> remote(URI url, @Nullable String key) {
        return key == null || key.isBlank()
                ? logins().at(url).map(RemoteHexforge::new)
                : Optional.of(new RemoteHexforge(url, new Secret(key)));
    }

    @Override
    public URI server(@Nullable String url) {
        String wanted = url != null ? url : environment.get("HEXFORGE_URL");
        if (wanted != null && !wanted.isBlank()) {
            return URI.create(wanted.replaceFirst("/+$", ""));
        }
        return new ServerFile(config(Map.of()).home())
                .read()
                .map(ServerFile.Running::url)
                .orElseThrow(() -> new CommandFailed("no server is running on this machine; name one by --url"));
    }

    @Override
    public LoginFile logins() {
        return LoginFile.ofUser(environment);
    }

    private Hexforge inProcess(Config config) {
        Logging.command(err);
        try {
            Node node = Node.start(config);
            UseCases cases = node.useCases();
            return new InProcessHexforge(
                    node.operator(),
                    cases.completeChat(),
                    cases.embedTexts(),
                    cases.listModels(),
                    cases.manageProviders(),
                    new InProcessKeys(node.operator(), cases.manageApiKeys()),
                    new InProcessAdministration(
                            node.operator(),
                            cases.managePrices(),
                            cases.manageFlags(),
                            cases.chooseRoute(),
                            cases.logins().rotateSigningKey()),
                    cases.readUsage(),
                    cases.manageBudgets(),
                    cases.tenancy().commands(node.operator()),
                    cases.passwords().commands(node.operator()),
                    new InProcessAccount(
                            node.operator(),
                            cases.logins().sessions(),
                            cases.logins().endSessions()),
                    new InProcessJobs(node.operator(), cases.background().ownJobs()),
                    cases.projects().commands(node.operator()),
                    node::close);
        } catch (ServiceRegistry.StartFailed | PortException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private Config config(Map<String, String> commandLine) {
        try {
            return Config.from(Sources.of(commandLine, environment, workingFolder.resolve(".env")));
        } catch (InvalidConfig e) {
            throw new CommandFailed("the configuration cannot be used:\n  " + String.join("\n  ", e.problems()), e);
        }
    }
}
