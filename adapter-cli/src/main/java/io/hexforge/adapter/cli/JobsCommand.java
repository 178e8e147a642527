package io.hexforge.adapter.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "jobs", description = "Work that takes longer than a request: list, show, watch, cancel, retry.")
final class JobsCommand {
    private JobsCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new JobsCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("show", new Show(installation, terminal))
                .addSubcommand("watch", new Watch(installation, terminal))
                .addSubcommand("cancel", new Cancel(installation, terminal))
                .addSubcommand("retry", new Retry(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(name = "list", description = "Lists your jobs, the newest first.")
    private static final class ListAll extends ClientCommand {
        @Option(names = "--status", paramLabel = "STATUS", description = "Only these, such as running.")
        @Nullable
        String status;

        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Jobs.Line> jobs = hexforge.jobs().list(status);
            if (output.json) {
                output.writeJson(terminal, jobs);
                return;
            }
            Output.table(
                    terminal,
                    List.of("ID", "TYPE", "STATUS", "PROGRESS", "CREATED"),
                    jobs.stream()
                            .map(job ->
                                    List.of(job.id(), job.type(), job.status(), job.progress() + " %", job.createdAt()))
                            .toList());
        }
    }

    /// A command about one job, which it shows in the end.
    private abstract static class OneJob extends ClientCommand {
        @Parameters(paramLabel = "ID")
        String id = "";

        OneJob(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        abstract Jobs.Line job(Jobs jobs);

        @Override
        final void run(Hexforge hexforge) {
            Jobs.Line job = job(hexforge.jobs());
            if (output.json) {
                output.writeJson(terminal, job);
                return;
            }
            terminal.out().println(job.id() + "  " + job.type() + "  " + job.status() + "  " + job.progress() + " %");
            print("question", job.question());
            print("result", job.result());
            print("error", job.error());
        }

        private void print(String name, @Nullable String value) {
            if (value != null) {
                terminal.out().println(name + ": " + value);
            }
        }
    }

    @Command(name = "show", description = "Shows a job.")
    private static final class Show extends OneJob {
        Show(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        Jobs.Line job(Jobs jobs) {
            return jobs.show(id);
        }
    }

    @Command(name = "watch", description = "Shows how a job comes along until it ends or asks something.")
    private static final class Watch extends OneJob {
        private static final long PAUSE_MS = 500;
        private static final int WIDTH = 30;

        Watch(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        Jobs.Line job(Jobs jobs) {
            String told = "";
            while (true) {
                Jobs.Line job = jobs.show(id);
                String bar = bar(job);
                if (!bar.equals(told) && !output.json) {
                    terminal.write(terminal.interactive() ? "\r" + bar + "\u001b[K" : bar + "\n");
                    told = bar;
                }
                if (job.ended() || job.question() != null) {
                    if (terminal.interactive() && !output.json) {
                        terminal.write("\n");
                    }
                    return job;
                }
                rest();
            }
        }

        private static String bar(Jobs.Line job) {
            int done = job.progress() * WIDTH / 100;
            return "[" + "#".repeat(done) + ".".repeat(WIDTH - done) + "] " + job.progress() + " % " + job.status()
                    + " " + Objects.requireNonNullElse(job.message(), "");
        }

        private static void rest() {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailed("interrupted", e);
            }
        }
    }

    @Command(name = "cancel", description = "Cancels a job.")
    private static final class Cancel extends OneJob {
        Cancel(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        Jobs.Line job(Jobs jobs) {
            return jobs.cancel(id);
        }
    }

    @Command(name = "retry", description = "Does once more, as a new job, what failed or was cancelled.")
    private static final class Retry extends OneJob {
        Retry(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        Jobs.Line job(Jobs jobs) {
            return jobs.retry(id);
        }
    }
}
