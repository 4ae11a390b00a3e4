-- SPDX-License-Identifier: AGPL-3.0-or-later
-- On the node that leads, once: sudo -u postgres psql -f role.sql, then \password answerable
CREATE ROLE answerable LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE answerable SET log_min_error_statement = 'panic';
ALTER ROLE answerable SET log_min_messages = 'panic';
CREATE DATABASE answerable OWNER answerable ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE answerable FROM PUBLIC;
