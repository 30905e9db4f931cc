<?php
/** Makes the tables of a WordPress and people on it; prints their application passwords, a line each. */
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification(...$nothing) {
} // there is nobody to write to
wp_install('La Bottega', 'anna', 'anna@bottega.example', true, '', wp_generate_password());
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Europe/Rome');
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('moderation_notify', 0);
update_option('comments_notify', 0);
flush_rewrite_rules();
wp_delete_post(1, true);
wp_insert_user(['user_login' => 'bruno', 'user_pass' => wp_generate_password(), 'role' => 'contributor']);
foreach ([1, 2] as $who) {
    echo WP_Application_Passwords::create_new_application_password($who, ['name' => 'Antiphon'])[0], "\n";
}
