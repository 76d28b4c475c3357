export const alertsWords = {
  title: 'Alerts',
};
