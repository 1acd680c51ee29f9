/* Cells of the tables on Cases, Tips and Data. Text is always text. */
(function (cells) {
  cells.CaseStage = function (props) {
    const kinds = {resolved: 'good', prosecuted: 'good', 'object located': 'good', 'trail eliminated': 'good', referred: 'accent', 'object identified': 'accent'};
    return props.value ? React.createElement('span', {className: 'pill ' + (kinds[props.value] || '')}, props.value) : null;
  };

  cells.Assessment = function (props) {
    const kinds = {actionable: 'good', pending: 'caution', spam: 'error'};
    return props.value ? React.createElement('span', {className: 'pill ' + (kinds[props.value] || '')}, props.value === 'pending' ? 'waiting' : props.value) : null;
  };

  cells.Severity = function (props) {
    return props.value ? React.createElement('span', {className: 'pill ' + (props.value === 'error' ? 'error' : 'caution')}, props.value === 'error' ? 'rejected' : 'warning') : null;
  };
})(window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
