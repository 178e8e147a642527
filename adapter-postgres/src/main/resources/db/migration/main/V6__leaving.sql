-- Whoever leaves is erased. Sums of what was used stay with the tenant, under no user's name.
grant delete on gateway.providers, gateway.usage, gateway.usage_daily to hexforge_system;
create policy system_erases on gateway.providers for delete to hexforge_system using (true);
create policy system_erases on gateway.usage for delete to hexforge_system using (true);
create policy system_erases on gateway.usage_daily for delete to hexforge_system using (true);
