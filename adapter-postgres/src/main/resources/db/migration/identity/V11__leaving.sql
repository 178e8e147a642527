-- Whoever leaves is erased, and with it who was invited at its address.
grant delete on identity.invites to hexforge_system;
create policy system_removes on identity.invites for delete to hexforge_system using (true);
