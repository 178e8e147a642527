package io.hexforge.app;

import io.hexforge.app.config.Config;
import io.hexforge.domain.identity.ApiKeySecret;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node that listens until the process is told to end.
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Config config;
    private final String version;
    private final PrintStream terminal;

    /// @param terminal where the first API key is shown; the log goes elsewhere
    Server(Config config, String version, PrintStream terminal) {
        this.config = config;
        this.version = version;
        this.terminal = terminal;
    }

    /// Starts, and returns when the process ends.
    void run() {
        long begin = System.nanoTime();
        config.deprecations().forEach(LOG::warn);
        Node node = Node.serve(config, version);
        var file = new ServerFile(config.home());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, file::remove, stopped), "shutdown"));
        file.write(new ServerFile.Running(
                node.url(), node.localToken().reveal(), ProcessHandle.current().pid()));
        LOG.atInfo()
                .addKeyValue("url", node.url())
                .addKeyValue("home", config.home())
                .addKeyValue(
                        "durationMs",
                        Duration.ofNanos(System.nanoTime() - begin).toMillis())
                .log("Hexforge " + version + " is ready");
        node.firstKey().ifPresent(key -> welcome(key, node.url()));
        await(stopped);
    }

    /// Runs jobs and nothing else, and returns when the process ends.
    static void work(Config config, String version) {
        Node node = Node.work(config);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, () -> {}, stopped), "shutdown"));
        LOG.info("Hexforge {} works", version);
        await(stopped);
    }

    private static void stop(Node node, Runnable first, CountDownLatch stopped) {
        LOG.info("stopping");
        first.run();
        node.close();
        LOG.info("stopped");
        Logging.stop();
        stopped.countDown();
    }

    private void welcome(ApiKeySecret key, URI url) {
        terminal.println("""

                Welcome to Hexforge. This is the operator's API key; it is shown this once:

                  %1$s

                Try it:

                  curl %2$s/v1/chat/completions \\
                    -H "Authorization: Bearer %1$s" -H "Content-Type: application/json" \\
                    -d '{"messages":[{"role":"user","content":"Hello"}]}'
                """.formatted(key.reveal(), url));
    }

    private static void await(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
