package io.hexforge.adapter.llm.wall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The wall as a process of its own, for benchmarks and chaos.
final class WallCommand {
    private static final String USAGE = """
            usage: Wall [--port N] [--key KEY | --open] [--model NAME]... [--log]
                        [--tokens N] [--delay-us N] [--first-ms N] [--per-chunk N] [--per-packet N] [--stamped]
                        [--scenario S01..S24] [--time-scale X]
            Answers at once unless told otherwise. Without --log no attempt is kept and equal requests get equal bytes.
            """;

    private WallCommand() {}

    static void run(String[] args) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        Wall wall = Wall.start(options.port);
        options.applyTo(wall);
        System.out.println("wall listening on " + wall.url());
        Thread.currentThread().join();
    }

    private static final class Options {
        private int port;
        private String key = Wall.KEY;
        private boolean open;
        private boolean log;
        private double timeScale = 1;
        private int tokens;
        private Duration delay = Duration.ZERO;
        private Duration first = Duration.ZERO;
        private int perChunk = 1;
        private int perPacket = -1;
        private boolean stamped;
        private final List<String> models = new ArrayList<>();
        private final List<Scenario> scenarios = new ArrayList<>();

        static Options parse(String[] args) {
            var options = new Options();
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--port" -> options.port = Integer.parseInt(args[++i]);
                    case "--key" -> options.key = args[++i];
                    case "--open" -> options.open = true;
                    case "--log" -> options.log = true;
                    case "--model" -> options.models.add(args[++i]);
                    case "--tokens" -> options.tokens = Integer.parseInt(args[++i]);
                    case "--delay-us" -> options.delay = Duration.ofNanos(1000 * Long.parseLong(args[++i]));
                    case "--first-ms" -> options.first = Duration.ofMillis(Long.parseLong(args[++i]));
                    case "--per-chunk" -> options.perChunk = Integer.parseInt(args[++i]);
                    case "--per-packet" -> options.perPacket = Integer.parseInt(args[++i]);
                    case "--stamped" -> options.stamped = true;
                    case "--scenario" -> options.scenarios.add(Scenario.valueOf(args[++i]));
                    case "--time-scale" -> options.timeScale = Double.parseDouble(args[++i]);
                    default -> throw new IllegalArgumentException("unknown option " + args[i]);
                }
            }
            return options;
        }

        void applyTo(Wall wall) {
            int packet = perPacket >= 0 ? perPacket : delay.isZero() ? 0 : 1;
            wall.pace(new Pace(tokens, first, delay, perChunk, packet, stamped));
            wall.timeScale(timeScale).key(open ? null : key).serve(models.toArray(String[]::new));
            wall.log().enable(log);
            scenarios.forEach(scenario -> scenario.on(wall));
        }
    }
}
