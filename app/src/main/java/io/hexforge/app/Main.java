package io.hexforge.app;

/// Starts Hexforge from the command line.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("hexforge " + String.join(" ", arguments));
    }
}
