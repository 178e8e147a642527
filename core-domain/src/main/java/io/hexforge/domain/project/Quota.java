package io.hexforge.domain.project;

/// How much a project may hold.
///
/// @param files how many files
/// @param bytes how large they may be together; what is left of it is room for earlier versions
/// @param versions how many of each file are kept, the present one included
public record Quota(int files, long bytes, int versions) {
    private static final int LEAST_CHARGE = 1024;

    public Quota {
        if (files < 1 || bytes < 1 || versions < 1) {
            throw new IllegalArgumentException("a quota is at least one of each");
        }
    }

    /// {@return what a version of this size counts: even an empty one takes room}
    public static long charge(int size) {
        return Math.max(size, LEAST_CHARGE);
    }
}
